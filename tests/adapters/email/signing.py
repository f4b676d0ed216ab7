"""What a person does with a browser to get papers by mail."""

from adapters.email.wiring import CONFIRM, SIGN_UP
from tests.adapters.email.browser import Browser, Page, links_of
from tests.adapters.email.office import ADA, Office

SEND = "Send me the link"
WRONG = {
    "count": "21",
    "min_votes": "many",
    "at": "25:00",
    "zone": "Nowhere/Here",
    "cadence": "hourly",
    "include": "nonsense:x",
    "layout": "<script>",
}
"""What makes no sense in a field."""


async def signed_up(browser: Browser, address: str = ADA, **values: str | list[str]) -> Page:
    page = await browser.opens(SIGN_UP)
    return await browser.presses(page.form(SEND), address=address, **values)


async def confirmed(office: Office, browser: Browser, address: str = ADA, **values: str | list[str]) -> Page:
    await signed_up(browser, address, **values)
    (link,) = links_of(office.server.to(address)[-1].text, CONFIRM)
    page = await browser.opens(link)
    return await browser.presses(page.form("Send me papers"))
