"""What a page says when something is not possible: plain words, and what one can do."""

from typing import Any

# code → (title, text)
FAILURES: dict[str, tuple[str, str]] = {
    "page.unknown": ("没有找到这个页面", "请核对告知书上的二维码或网址。如果纸张破损、看不清，可以请承办人重新打印。"),
    "page.closed": ("这个页面已经关闭", "法院已停用这个二维码。如果您仍是本案当事人，可以联系法院领取新的告知书。"),
    "page.not_shown": ("这项内容不在公开范围", "它没有在您的页面上公开，或者地址不完整。"),
    "page.withdrawn": ("这项内容已撤回", "法院已停止公开这项内容。其他内容仍可查看。"),
    "page.check_needed": ("请先核对身份", "为保护当事人信息，长时间没有操作需要重新核对。"),
    "page.form_stale": ("页面停留太久了", "请重新打开页面再提交，您写的内容没有发出。"),
    "page.check_wrong": ("核对不一致", "与法院登记的信息不一致，请核对后再试。{wait}"),
    "page.check_too_soon": ("请稍等再试", "为防止他人试探，请在{wait}后再试。"),
    "page.locked": ("核对已暂停",
                    "多次输入不一致，为保护当事人信息，本页面暂停核对，约{wait}后恢复。承办人已收到提醒。"),
    "page.too_many_requests": ("访问太频繁了", "请在{wait}后再打开页面。"),
    "page.message_empty": ("留言没有发出", "请写下内容后再提交，每次不超过 2000 字。"),
    "disclosure.too_many_messages": ("今天的留言已满", "每天最多留言 {limit} 次。有急事请直接拨打电话。"),
}

STATUS_OF_SENDING = {"page.message_empty": 422, "disclosure.too_many_messages": 429, "page.closed": 410}


def sentence(text: str, params: dict[str, Any]) -> str:
    """The text with its waiting time or limit filled in."""
    seconds = params.get("retry_after_s") or 0
    wait = duration(seconds) if seconds else ""
    if text.endswith("{wait}") and wait:
        wait = f"再次输入前请等候{wait}。"
    return text.format(wait=wait, limit=params.get("limit", ""))


def duration(seconds: int) -> str:
    """As one says it: seconds, minutes, hours; rounded up, so that nobody comes too early."""
    if seconds < 90:
        return f" {seconds} 秒"
    if seconds < 90 * 60:
        return f" {-(-seconds // 60)} 分钟"
    return f" {-(-seconds // 3600)} 小时"
