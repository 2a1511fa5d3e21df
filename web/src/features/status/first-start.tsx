import { Button, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { ConnectForm } from "@/components/connect-form";
import { useIsOwner } from "@/lib/session";

import classes from "./status.module.css";

/** Nothing is connected yet: three steps to the first filled page. */
export function FirstStart() {
  const owner = useIsOwner();
  return (
    <ol className={classes.path}>
      <li className={`card ${classes.stage}`}>
        <h2>1. Try the sandbox</h2>
        <p>
          No shop at hand, or not yet the courage? Run <code>tillbridge demo</code>: it opens pretend channels with a
          shop full of orders that are paid, shipped and cancelled by themselves, with every page here alive.
        </p>
      </li>
      <li className={`card ${classes.stage}`}>
        <h2>2. Connect a shop</h2>
        {owner ? (
          <Stack gap="sm">
            <p>The keys are checked at once and kept encrypted. Nothing is written to the channel.</p>
            <ConnectForm />
          </Stack>
        ) : (
          <p>Ask the owner of this account to connect a shop.</p>
        )}
      </li>
      <li className={`card ${classes.stage}`}>
        <h2>3. Watch the first cycle</h2>
        <p>
          The first cycle starts by itself. Its progress shows on this page; each order it reads shows under Orders with
          the documents that were made of it, and each step in the log.
        </p>
        <Button
          variant="default"
          size="xs"
          renderRoot={(props) => <Link to="/orders" search={{ tab: "all" }} {...props} />}
        >
          See the orders
        </Button>
      </li>
    </ol>
  );
}
