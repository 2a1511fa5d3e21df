import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

describe("the rules of notices", () => {
  it("say what to set when a test is asked for and there is no mail server", async () => {
    const { user } = renderApp("/settings/notices");
    await screen.findByText("No mail server is set");
    await user.click(screen.getByRole("button", { name: "Send a test to rani@example.com" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Set smtp-host and smtp-from.");
  });

  it("keep the address of a rule that is only told at another time", async () => {
    const { user, asked } = renderApp("/settings/notices");
    const rule = await screen.findByRole("listitem", { name: "Rule 2" });
    await user.selectOptions(within(rule).getByLabelText("When"), "daily");
    await user.click(screen.getAllByRole("button", { name: "Save" })[0]!);
    await screen.findByText("The rules are saved");
    const write = asked.find((r) => r.method === "PUT");
    expect(await write?.json()).toEqual({
      rules: [
        { id: "1", what: "errors", when: "ten_minutes", way: "mail" },
        { id: "2", what: "no_access", when: "daily", way: "slack", at: "07:30" },
      ],
    });
  });

  it("begin anew with what is not mailed yet: one thing is not told twice to the same place", async () => {
    const { user, asked } = renderApp("/settings/notices");
    await user.click((await screen.findAllByRole("button", { name: "Add a rule" }))[0]!);
    await user.click(screen.getAllByRole("button", { name: "Save" })[0]!);
    await screen.findByText("The rules are saved");
    const write = (await asked.find((r) => r.method === "PUT")?.json()) as { rules: { what: string }[] };
    expect(write.rules.map((rule) => rule.what)).toEqual(["errors", "no_access", "person"]);
  });

  it("show the secret of a new webhook once", async () => {
    const { user } = renderApp("/settings/notices");
    await user.click((await screen.findAllByRole("button", { name: "Add a rule" }))[0]!);
    const rule = screen.getByRole("listitem", { name: "Rule 3" });
    await user.selectOptions(within(rule).getByLabelText("By"), "webhook");
    await user.type(within(rule).getByLabelText("To the URL"), "https://bot.example.com/in");
    await user.click(screen.getAllByRole("button", { name: "Save" })[0]!);
    await screen.findByText("whsec_pretend");
  });

  it("tell in words that a test was taken", async () => {
    const { user } = renderApp("/settings/notices");
    await user.click(await screen.findByRole("button", { name: "Test rule 2" }));
    await screen.findByText("The test went to hooks.slack.com");
  });
});

describe("the messages", () => {
  it("say which shop they are about, and can be narrowed to it", async () => {
    renderApp("/settings/notices/sent?connection=12");
    const table = await screen.findByRole("table", { name: "Messages sent" });
    expect(within(table).getAllByTitle("Toko Rani, Rani Surabaya")[0]).toHaveTextContent("2 shops");
    expect(within(table).queryByTitle("Toko Rani")).not.toBeInTheDocument();
  });

  it("are for viewers too, open beside the list and give the focus back", async () => {
    const { user } = renderApp("/settings/notices/sent?state=failed", pretendApi({ role: "viewer" }));
    const table = await screen.findByRole("table", { name: "Messages sent" });
    const link = within(table).getAllByRole("link")[0]!;
    await user.click(link);
    const drawer = await screen.findByRole("dialog", { name: "Message" });
    await within(drawer).findByText("The chat did not answer.");
    expect(within(drawer).getByText(/3 orders wait for it/)).toBeInTheDocument();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(link).toHaveFocus());
  });

  it("say when nothing matches, and how to get back", async () => {
    const { user } = renderApp("/settings/notices/sent?recipient=nobody-has-this");
    await user.click(await screen.findByRole("button", { name: "Clear the filters" }));
    await screen.findByText("50 messages loaded");
  });
});
