import { settled, test } from "./fixtures.ts";

// How long pages take from the first request until their data is drawn and a click would be heard: `npm run speed`. It prints
// figures and judges nothing; what a first visit takes over the wire is beside them. See docs/benchmarks.md.

const pages = ["/status", "/report", "/orders?tab=all", "/logs", "/issues", "/completeness", "/documents/invoices"];
const rounds = 5;

interface Visit {
  took: number;
  scripts: number; // compressed bytes of scripts and styles
}

async function visit(page: import("@playwright/test").Page, address: string): Promise<Visit> {
  await page.goto("about:blank");
  const before = Date.now();
  await page.goto(address, { waitUntil: "domcontentloaded" });
  await settled(page);
  const took = Date.now() - before;
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter((r): r is PerformanceResourceTiming => r instanceof PerformanceResourceTiming)
      .filter((r) => /\.(js|css)$/.test(r.name))
      .reduce((sum, r) => sum + r.encodedBodySize, 0),
  );
  return { took, scripts };
}

const median = (all: number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

test("pages, in milliseconds until they are drawn", async ({ desk: page }) => {
  test.setTimeout(600_000);
  const cdp = await page.context().newCDPSession(page);
  for (const address of pages) {
    const cold: Visit[] = [];
    const warm: Visit[] = [];
    for (let round = 0; round < rounds; round++) {
      await cdp.send("Network.clearBrowserCache");
      cold.push(await visit(page, address));
      warm.push(await visit(page, address));
    }
    const first = median(cold.map((v) => v.took));
    const again = median(warm.map((v) => v.took));
    console.log(
      `${address.padEnd(22)} first visit ${String(first).padStart(5)} ms   again ${String(again).padStart(5)} ms   ` +
        `scripts and styles ${(Math.max(...cold.map((v) => v.scripts)) / 1000).toFixed(1)} kB`,
    );
  }
});
