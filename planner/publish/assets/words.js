// Every word on the page, in both languages.
const WORDS = {
  zh: {
    kind_plan: "返岗路线图", kind_heat: "务工人员来源热力图", other_language: "English", switch_language: "切换语言",
    fold: "展开或收起", all_days: "全部日期", day_before: "前一天", day_after: "后一天", by_day: "每日人数",
    search_hint: "查车次、站点、区县", routes: "方式", layers: "图层", origins: "来源区县",
    indicative: "路线为示意，不代表实际行驶道路。风险等级取当天最高，“全部日期”取整个计划期最高。",
    direct: "直达客车", feeder: "接驳客车", last_mile: "末端客车", train: "专列", flight: "包机",
    coach: "客车", carriage_block: "包车厢", seat_block: "定座",
    heat: "来源热度", shade: "来源热度（按区县着色）", zones: "风险等级", hubs: "站点", sites: "厂区", labels: "地名",
    low: "低风险", medium: "中风险", high: "高风险", sealed: "封控",
    trips: (n) => `${n} 班`, persons: (n) => `${n} 人`, areas: (n) => `${n} 个来源地`, trip_count: "班次", person_count: "人数", more: (n) => `另有 ${n} 条`, none: "当天没有车次",
    persons_wide: "人", workers: "务工人员", named: "实名", served: "已安排", unserved: "未安排",
    depart: "出发", arrive: "到达", to: "终到", place: "地点", on: "上", off: "下", trip: "车次", time: "时间", batch: "批次",
    vehicle: "车辆", carriages: "车厢", load: "乘坐 / 可用 / 座位", distance: "里程", close: "关闭", corridor: "路段",
    rest: "途中休息", level: "等级",
    pickup: "上车点", rail_station: "火车站", airport: "机场", site: "厂区", seat: "县城", test_site: "检测点",
    quarantine_site: "隔离点", lodging: "住宿", gate: "卡口", checkpoint: "检查站", retention_station: "留验站",
    rest_place: "休息点", permit_office: "通行证办理点", depot: "车场",
    attribution: "ReturnLine 返岗直通 · 路线为示意",
  },
  en: {
    kind_plan: "Return-to-work routes", kind_heat: "Where workers come from", other_language: "中文",
    switch_language: "Switch language", fold: "Show or hide", all_days: "All days", day_before: "Day before",
    day_after: "Day after", by_day: "Persons by day", search_hint: "Find trip, stop or county", routes: "Modes",
    layers: "Layers", origins: "Origin counties",
    indicative: "Routes are indicative, not the roads driven. Zones show the strictest level of the day; “all days” of the whole campaign.",
    direct: "Direct coach", feeder: "Feeder coach", last_mile: "Last-mile coach", train: "Train", flight: "Flight",
    coach: "Coach", carriage_block: "Carriage block", seat_block: "Seat block",
    heat: "Workers by origin", shade: "Workers by origin (shaded)", zones: "Zone levels", hubs: "Stops", sites: "Sites",
    labels: "Names", low: "Low", medium: "Medium", high: "High", sealed: "Sealed",
    trips: (n) => `${n} trips`, persons: (n) => `${n} persons`, areas: (n) => `${n} areas of origin`, trip_count: "trips", person_count: "persons", more: (n) => `${n} more`, none: "No trips on this day",
    persons_wide: "persons", workers: "Workers", named: "named", served: "served", unserved: "unserved",
    depart: "Departs", arrive: "Arrives", to: "To", place: "Place", on: "On", off: "Off", trip: "Trip", time: "Time",
    batch: "Batch", vehicle: "Vehicle", carriages: "Carriages", load: "Aboard / usable / seats",
    distance: "Distance", close: "Close", corridor: "Stretch", rest: "Rest on the way", level: "Level",
    pickup: "Pick-up", rail_station: "Rail station", airport: "Airport", site: "Site", seat: "County seat",
    test_site: "Test site", quarantine_site: "Quarantine site", lodging: "Lodging", gate: "Gate",
    checkpoint: "Checkpoint", retention_station: "Retention station", rest_place: "Rest place",
    permit_office: "Permit office", depot: "Depot",
    attribution: "ReturnLine 返岗直通 · indicative routes",
  },
};
const LOCALE = { zh: "zh-CN", en: "en-GB" };

function grouped(number) {
  return number.toLocaleString("en-US");
}
