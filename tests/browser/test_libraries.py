"""The browser's libraries work as they are served: under the site's policy, from the site alone."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PAGE = """
<!doctype html><html lang="en"><head><title>x</title>
<meta name="htmx-config" content='{"includeIndicatorCSS": false}'>
<script src="/static/vendor/htmx.min.js" defer></script>
<script src="/static/vendor/echarts.min.js" defer></script></head>
<body><main><a href="/en/check" hx-get="/en/check" hx-select="h1" hx-target="#here">go</a>
<div id="here"></div><div id="chart"></div></main></body></html>
"""
DRAW = """
async () => {
  const place = document.getElementById("chart");
  const sized = { width: 400, height: 300, renderer: "svg" };
  const chart = echarts.init(place, null, sized);
  chart.setOption({
    animation: false,
    tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: { type: "category", data: ["a", "b"] },
    yAxis: {},
    series: [{ type: "bar", data: [1, 2] }],
  });
  chart.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: 1 });
  return place.querySelectorAll("svg path").length;
}
"""


def _instead(route: Any) -> None:
    route.fulfill(response=route.fetch(), body=PAGE)


def test_the_libraries_work_under_the_policy(visitor: Callable[..., Any]) -> None:
    """A part of a page is swapped in, a chart is drawn, and the policy refuses nothing."""
    page = visitor("/en/check")
    page.route("**/en/about", _instead)
    page.goto(page.url.replace("/check", "/about"))
    page.click("text=go")
    page.wait_for_selector("#here h1")
    assert page.evaluate(DRAW) > 2
