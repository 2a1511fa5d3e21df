import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const program = path.resolve(here, process.env.TILLBRIDGE_BIN ?? "../../bin/tillbridge");

/** What `tillbridge demo --json` prints when it is up. */
interface Started {
  url: string;
  api_token: string;
  world_url: string;
  email: string;
  password: string;
}

export interface WorldOrder {
  channel: string;
  shop: string;
  ref: string;
  number: string;
  stage: string;
  total: string;
}

/** The real program with pretend channels. */
export class Hub {
  private constructor(
    private readonly process: ChildProcess,
    private readonly data: string,
    readonly started: Started,
  ) {}

  /** A world that stands still after its history, unless a speed is given: tests push it along themselves. */
  static async start(...flags: string[]): Promise<Hub> {
    const data = await mkdtemp(path.join(tmpdir(), "tillbridge-e2e-"));
    const args = ["demo", "--json", "--data", data, "--listen", "127.0.0.1:0", "--time-zone", "Asia/Jakarta"];
    const child = spawn(program, [...args, ...(flags.length > 0 ? flags : ["--speed", "0"])], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const started = await new Promise<Started>((resolve, reject) => {
      let out = "";
      const tooLong = setTimeout(() => reject(new Error(`${program} did not start within 60 s:\n${said}`)), 60_000);
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`${program} ended with ${code}:\n${said}`)));
      child.stdout.on("data", (chunk: Buffer) => {
        out += chunk.toString();
        const end = out.lastIndexOf("}");
        if (end < 0) return;
        try {
          const parsed = JSON.parse(out.slice(0, end + 1)) as Started;
          clearTimeout(tooLong);
          resolve(parsed);
        } catch {
          // Half a line; the rest is on its way.
        }
      });
    });
    child.removeAllListeners("exit");
    return new Hub(child, data, started);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = new Promise((resolve) => this.process.once("exit", resolve));
      this.process.kill("SIGTERM");
      await ended;
    }
    await rm(this.data, { recursive: true, force: true });
  }

  /** Asks the hub's API as a script would. */
  async get<T>(pathAndQuery: string): Promise<T> {
    const answer = await fetch(`${this.started.url}/api/v1${pathAndQuery}`, {
      headers: { Authorization: `Bearer ${this.started.api_token}` },
    });
    if (!answer.ok) throw new Error(`${pathAndQuery}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  private async world<T>(method: "GET" | "POST", pathAndQuery: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.started.world_url}/_world${pathAndQuery}`, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${pathAndQuery}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** A buyer places an order, now, at a channel or at any, and has not paid yet. */
  async place(channel?: string): Promise<WorldOrder> {
    // Some buyers pay at once; one who does not comes soon.
    for (let i = 0; i < 20; i++) {
      const order = await this.world<WorldOrder>("POST", "/orders", { channel });
      if (order.stage === "unpaid") return order;
    }
    throw new Error("every buyer of the world pays at once");
  }

  /** Something happens to an order on the channel: pay, ship, deliver, accept, cancel, request_cancel. */
  async push(order: WorldOrder, verb: string): Promise<void> {
    await this.world("POST", `/orders/${order.channel}/${order.shop}/${order.ref}/${verb}`, {});
  }

  /** Waits until the hub has read its whole history: the number of its orders stands still. */
  async caughtUp(): Promise<void> {
    const all = await this.world<WorldOrder[]>("GET", "/orders");
    for (let i = 0; i < 120; i++) {
      const { tabs } = await this.get<{ tabs: { count: number }[] }>("/orders/tabs");
      if (tabs.reduce((sum, tab) => sum + tab.count, 0) >= all.length) return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error(`the hub did not read the world's ${all.length} orders within a minute`);
  }
}
