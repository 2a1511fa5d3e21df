import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

describe("people", () => {
  it("invites an operator and shows the link once, with a button to copy it", async () => {
    const { user, asked } = renderApp("/settings/people");
    await user.type(await screen.findByLabelText("Email of whom you invite"), "wayan@example.com");
    await user.click(screen.getByRole("button", { name: "Invite" }));
    await screen.findByText(/welcome\?token=pretend-/);
    expect(screen.getByRole("button", { name: /^Copy link https/ })).toBeInTheDocument();
    const write = asked.find((r) => r.method === "POST" && r.url.endsWith("/invitations"));
    expect(await write?.json()).toEqual({ email: "wayan@example.com", role: "operator" });

    const open = await screen.findByRole("list", { name: "Invitations" });
    await user.click(within(open).getByRole("button", { name: "Take back the invitation of wayan@example.com" }));
    await screen.findByText("No invitation is open");
  });

  it("says why somebody cannot be invited", async () => {
    const { user } = renderApp("/settings/people");
    await user.type(await screen.findByLabelText("Email of whom you invite"), "dewi@example.com");
    await user.click(screen.getByRole("button", { name: "Invite" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("dewi@example.com is a member already.");
  });

  it("changes another's role at once, and asks before one's own", async () => {
    const { user, asked } = renderApp("/settings/people");
    await user.selectOptions(await screen.findByLabelText("Role of Agus"), "operator");
    await screen.findByText("Agus is Operator now");
    const writes = () => asked.filter((r) => r.method === "PUT").length;
    expect(writes()).toBe(1);

    await user.selectOptions(screen.getByLabelText("Role of Rani"), "viewer");
    const dialog = await screen.findByRole("dialog", { name: "Change your own role?" });
    expect(writes()).toBe(1);
    await user.click(within(dialog).getByRole("button", { name: "Change my role" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("The last owner stays");
  });

  it("removes a member after asking, and the focus comes back when one thinks better of it", async () => {
    const { user } = renderApp("/settings/people");
    const button = await screen.findByRole("button", { name: "Remove Dewi" });
    await user.click(button);
    const dialog = await screen.findByRole("dialog", { name: "Remove Dewi?" });
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(button).toHaveFocus());
    await user.click(button);
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByLabelText("Role of Dewi")).not.toBeInTheDocument());
  });

  it("shows viewers nothing of it, and tells who came by a link who may", async () => {
    const { asked } = renderApp("/settings/people", pretendApi({ role: "viewer" }));
    await screen.findByText("This page is for owners");
    expect(screen.getByText(/You are here as: Viewer/)).toBeInTheDocument();
    expect(asked.some((r) => new URL(r.url).pathname === "/api/v1/users")).toBe(false);
    const sections = within(screen.getByRole("navigation", { name: "Settings" }));
    expect(sections.getAllByRole("link").map((link) => link.textContent)).toEqual([
      "Account",
      "You",
      "Connections",
      "Messages sent",
    ]);
  });
});

describe("you", () => {
  it("ends one session, and then all others, but not the one that asks", async () => {
    const { user } = renderApp("/settings/you");
    const list = await screen.findByRole("list", { name: "Sessions" });
    expect(within(list).getAllByRole("button")).toHaveLength(1);
    await user.click(within(list).getByRole("button", { name: "End the session of Chrome on Android" }));
    await screen.findByText("Chrome on Android is signed out");
    await waitFor(() => expect(screen.queryByRole("button", { name: "End all others" })).not.toBeInTheDocument());
  });

  it("takes a new name at once", async () => {
    const { user } = renderApp("/settings/you");
    const name = await screen.findByLabelText("Your name");
    await user.clear(name);
    await user.type(name, "Rani Wulandari");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await screen.findByText("You are Rani Wulandari now");
  });

  it("does not send a password that is too short", async () => {
    const { user, asked } = renderApp("/settings/you");
    await user.type(await screen.findByLabelText("New password"), "short");
    await user.click(screen.getByRole("button", { name: "Change the password" }));
    expect(screen.getByText("5 more to go")).toBeInTheDocument();
    expect(asked.some((r) => r.method === "PUT")).toBe(false);
  });
});
