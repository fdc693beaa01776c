"""Words on paper and in calendars: Chinese, because it is read by people who see no screen of ours."""

KINDS = {"freeze": "冻结", "seize": "查封", "detain": "扣押"}
ASSETS = {
    "deposit": "银行存款", "wealth_product": "理财产品", "payment_account": "支付账户", "securities": "证券",
    "vehicle": "车辆", "real_property": "不动产", "equity": "股权", "provident_fund": "公积金", "insurance": "保险",
    "dividend": "股息红利", "movable": "动产", "intellectual_property": "知识产权", "other": "其他财产"}
STAGES = {"found": "发现", "controlled": "控制", "appraised": "评估", "disposed": "处置"}
STATES = {
    "draft": "拟办", "sent": "已发送", "served": "已送达", "queued": "轮候", "live": "有效", "failed": "未成功",
    "withdrawn": "已撤回", "released": "已解除", "transferred": "已扣划", "lapsed": "已到期失效"}
SOURCES = {"feedback": "查控反馈", "item": "现场清单", "manual": "人工录入"}
LEDGER = ("序号", "被执行人", "财产种类", "财产名称", "账号/车牌/权证号", "阶段", "来源", "参考价值（元）", "控制措施",
          "状态", "顺位", "实际控制（元）", "已扣划（元）", "已解除（元）", "现仍控制（元）", "协执单位/存放地点",
          "保管人", "生效日期", "届满日期", "照片数", "备注")
LEDGER_TITLE = "财产台账"
ENDS = "到期"
CALENDAR = "控制措施到期"
