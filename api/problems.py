"""Errors as the API tells them: ``application/problem+json`` (RFC 9457) with stable types, in Chinese and English."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException

from api.language import Language, language_of
from api.store.room import no_room

PROBLEM_JSON = "application/problem+json"
log = logging.getLogger("returnline.api")


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of error; ``slug`` ends its ``type`` and never changes."""

    slug: str
    status: int
    title_en: str
    title_zh: str
    detail_en: str
    detail_zh: str

    @property
    def uri(self) -> str:
        """The ``type`` member."""
        return f"urn:returnline:problem:{self.slug}"


BAD_REQUEST = ProblemType(
    "bad-request", 400, "Bad request", "请求有误",
    "The request cannot be understood.", "无法理解该请求。",
)  # fmt: skip
UNKNOWN_HOST = ProblemType(
    "unknown-host", 400, "Unknown host", "主机名未知",
    "This service does not answer under that host name; the operator can allow it (RETURNLINE_ALLOWED_HOSTS).",
    "本服务不以该主机名应答；可由运维人员放行（RETURNLINE_ALLOWED_HOSTS）。",
)  # fmt: skip
NOT_FOUND = ProblemType(
    "not-found", 404, "Not found", "未找到",
    "There is no such resource, or you may not see it.", "该资源不存在，或您无权查看。",
)  # fmt: skip
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed", 405, "Method not allowed", "方法不允许",
    "The resource does not take this method; the header Allow lists those it takes.",
    "该资源不接受此方法；可用方法见 Allow 头。",
)  # fmt: skip
INVALID_PARAMETER = ProblemType(
    "invalid-parameter", 422, "Invalid parameter", "参数无效",
    "A parameter is not allowed; see errors.", "参数不符合要求，详见 errors。",
)  # fmt: skip
INVALID_CURSOR = ProblemType(
    "invalid-cursor", 422, "Invalid cursor", "游标无效",
    "The cursor does not come from this collection; start again without it.", "游标不属于该列表；请不带游标重新开始。",
)  # fmt: skip
INTERNAL = ProblemType(
    "internal", 500, "Internal error", "内部错误",
    "Something failed on our side; the log of the service says what.", "服务内部出错，详情见服务日志。",
)  # fmt: skip
STORAGE = ProblemType(
    "storage-unavailable", 503, "Database not available", "数据库不可用",
    "The database does not answer; try again in a moment.", "数据库没有应答，请稍后再试。",
)  # fmt: skip
UNAUTHENTICATED = ProblemType(
    "unauthenticated", 401, "Login needed", "需要登录",
    "Log in first, or send a valid bearer token.", "请先登录，或提供有效令牌。",
)  # fmt: skip
LOGIN_FAILED = ProblemType(
    "login-failed", 401, "Login failed", "登录失败",
    "Name and password do not fit together.", "用户名或密码不正确。",
)  # fmt: skip
FORBIDDEN = ProblemType(
    "forbidden", 403, "Not for this role", "角色无此权限",
    "Your role may not do this.", "您的角色无权执行此操作。",
)  # fmt: skip
FOREIGN_ORIGIN = ProblemType(
    "foreign-origin", 403, "Request from elsewhere", "请求来源不符",
    "A change by cookie session needs this service's own Origin and the form token.",
    "使用会话Cookie的写操作须来自本站并携带表单令牌。",
)  # fmt: skip
PROVIDER_AWAY = ProblemType(
    "identity-provider-unavailable", 503, "Identity provider not available", "身份认证服务不可用",
    "The identity provider does not answer as it should; try again, or log in with a password.",
    "身份认证服务没有正常应答，请重试或使用密码登录。",
)  # fmt: skip
THROTTLED = ProblemType(
    "throttled", 429, "Too many attempts", "尝试次数过多",
    "Wait as long as Retry-After says.", "请按 Retry-After 所示时间等待。",
)  # fmt: skip
CONFLICT = ProblemType(
    "conflict", 409, "Conflict", "状态冲突",
    "The resource is not in a state that allows this; see errors.", "资源当前状态不允许此操作，详见 errors。",
)  # fmt: skip
CHANGED = ProblemType(
    "changed-meanwhile", 412, "Changed meanwhile", "内容已被更新",
    "Somebody changed the resource since you read it; read it again.", "该资源已被他人修改，请重新读取。",
)  # fmt: skip
MATCH_NEEDED = ProblemType(
    "match-needed", 428, "If-Match needed", "缺少 If-Match",
    "Send the ETag that you read as If-Match.", "请以 If-Match 携带读取时的 ETag。",
)  # fmt: skip
TOO_LARGE = ProblemType(
    "too-large", 413, "Request too large", "请求过大",
    "The request has more bytes than this service takes.", "请求体超过本服务上限。",
)  # fmt: skip
KEY_REUSED = ProblemType(
    "idempotency-key-reused", 422, "Key used for another request", "幂等键已用于其他请求",
    "The Idempotency-Key was sent before with another request.", "该 Idempotency-Key 已用于不同的请求。",
)  # fmt: skip
KEY_NEEDED = ProblemType(
    "idempotency-key-needed", 428, "Idempotency-Key needed", "缺少 Idempotency-Key",
    "Send an Idempotency-Key, so that a repeated request changes nothing twice.",
    "请携带 Idempotency-Key，以免重复请求造成重复写入。",
)  # fmt: skip
DISK_FULL = ProblemType(
    "disk-full", 507, "No room left", "磁盘空间不足",
    "The service has no room to write; nothing was changed, reading goes on.",
    "存储空间不足，未做任何更改，读取不受影响。",
)  # fmt: skip
PROBLEMS = (
    BAD_REQUEST, UNKNOWN_HOST, NOT_FOUND, METHOD_NOT_ALLOWED, INVALID_PARAMETER, INVALID_CURSOR, INTERNAL, STORAGE,
    UNAUTHENTICATED, LOGIN_FAILED, PROVIDER_AWAY, FORBIDDEN, FOREIGN_ORIGIN, THROTTLED, CONFLICT, CHANGED,
    MATCH_NEEDED, TOO_LARGE, KEY_REUSED, KEY_NEEDED, DISK_FULL,
)  # fmt: skip

_BY_STATUS = {404: NOT_FOUND, 405: METHOD_NOT_ALLOWED, 422: INVALID_PARAMETER}


class Problem(Exception):
    """An error to answer with; ``errors`` names each wrong parameter."""

    def __init__(
        self,
        kind: ProblemType,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.slug)
        self.kind = kind
        self.errors = tuple(errors)
        self.headers = headers


def problem_response(
    request: Request,
    kind: ProblemType,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to a request that failed."""
    language = language_of(request)
    document = _document(kind, language)
    if errors:
        document["errors"] = [dict(error) for error in errors]
    own = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    content = json.dumps(document, ensure_ascii=False)
    return Response(content, kind.status, {**(headers or {}), **own}, media_type=PROBLEM_JSON)


def _document(kind: ProblemType, language: Language) -> dict[str, Any]:
    chinese = language == "zh"
    return {
        "type": kind.uri,
        "title": kind.title_zh if chinese else kind.title_en,
        "status": kind.status,
        "detail": kind.detail_zh if chinese else kind.detail_en,
    }


def install(app: FastAPI) -> None:
    """Make every error of ``app`` a problem document."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(DBAPIError, _on_database)
    app.add_exception_handler(NoConnection, _on_database)
    app.add_exception_handler(OSError, _on_disk)
    app.add_exception_handler(Exception, _on_anything)


def _on_problem(request: Request, error: Exception) -> Response:
    problem = cast(Problem, error)
    return problem_response(request, problem.kind, problem.errors, problem.headers)


def _on_http(request: Request, error: Exception) -> Response:
    failed = cast(HTTPException, error)
    kind = _BY_STATUS.get(failed.status_code, BAD_REQUEST if failed.status_code < 500 else INTERNAL)
    return problem_response(request, kind, headers=failed.headers)


def _on_validation(request: Request, error: Exception) -> Response:
    return problem_response(request, INVALID_PARAMETER, named_errors(cast(RequestValidationError, error)))


def named_errors(error: RequestValidationError) -> list[dict[str, str]]:
    """Each wrong parameter of a request with the reason."""
    found = error.errors()
    return [{"parameter": ".".join(map(str, e["loc"][1:])) or str(e["loc"][0]), "reason": e["msg"]} for e in found]


def _on_database(request: Request, error: Exception) -> Response:
    reason = error.orig if isinstance(error, DBAPIError) else error
    log.error("database: %s", reason)
    if no_room(error):
        return problem_response(request, DISK_FULL)
    return problem_response(request, STORAGE, headers={"Retry-After": "5"})


def _on_disk(request: Request, error: Exception) -> Response:
    if not no_room(error):
        return _on_anything(request, error)
    log.error("no room: %s", cast(OSError, error).strerror)
    return problem_response(request, DISK_FULL)


def _on_anything(request: Request, error: Exception) -> Response:
    log.error("unexpected %s at %s", type(error).__name__, request.url.path, exc_info=error)
    return problem_response(request, INTERNAL)


def documented(*kinds: ProblemType) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries of the errors that a route can answer with."""
    by_status: dict[int, list[ProblemType]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, []).append(kind)
    return {
        status: {
            "description": " / ".join(kind.title_en for kind in same),
            "content": {
                PROBLEM_JSON: {
                    "schema": {"$ref": "#/components/schemas/ProblemDocument"},
                    "examples": {kind.slug: {"value": _document(kind, "en")} for kind in same},
                }
            },
        }
        for status, same in by_status.items()
    }
