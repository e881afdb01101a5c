"""Names as a malicious or careless enterprise might type them."""

FORMULAS: tuple[str, ...] = (
    "=1+1", "=HYPERLINK(\"x\",\"y\")", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1",
    "=WEBSERVICE(\"x\")", "{=1+1}", "=DDE(\"cmd\",\"/C calc\",\"x\")", "\u200b=1+1", "＝1+1", "'=1+1", "\"=1+1",
    ";=1+1", "=IMPORTXML(\"x\",\"y\")", "%0A=1+1", "mailto:x@example.org", "internal:Sheet1!A1", "external:c:\\x.xlsx",
    "https://example.org/x", "ftp://example.org/x",
    "=SUM(A1:A9)", "= 1+1", " =1+1", "\u00a0=1+1", "\ufeff=1+1", "\u2060+1", "\x00=1+1", "\x0b=1+1", "\r\n=1+1",
    "＋1+1", "－2+3", "＠SUM(1)", "+cmd|'/C calc'!A0", "-cmd|'/C calc'!A0", "@cmd|'/C calc'!A0", "|=1+1", "%=1+1",
    "=IMPORTDATA(\"x\")", "=IMAGE(\"x\")", "=RTD(\"x\",,\"y\")", "=CALL(\"x\",\"y\",\"J\")",
    "=REGISTER.ID(\"x\",\"y\")",
    "=FORMULATEXT(A1)", "=INDIRECT(\"A1\")", "=A1", "=1\",=2", "=1\n=2", "a\n=1+1", "a\r\n=1+1",
    "-1", "+86", "=-1", "==1", "=\t1", "''=1",
)  # fmt: skip
SCRIPTS: tuple[str, ...] = (
    "<script>window.hit=1</script>", "</script><script>window.hit=1</script>", "<img src=x onerror=window.hit=1>",
    "<svg onload=window.hit=1>", "${window.hit=1}", "`${window.hit=1}`", "';window.hit=1;//", "\";window.hit=1;//",
    "{{window.hit=1}}", "{% raw %}{{ 7*7 }}", "{{ 7*7 }}", "{# x #}", "@@rl:code@@",
    "javascript:window.hit=1", "<a href=javascript:window.hit=1>x</a>",
    "\u2028window.hit=1\u2029", "<!--<script>", "]]>", "&lt;img src=x onerror=window.hit=1&gt;", "</textarea><b>",
    "<iframe srcdoc=\"<script>parent.hit=1</script>\">", "<style>*{display:none}</style>",
    "\\u003cimg src=x onerror=window.hit=1>",
)  # fmt: skip
