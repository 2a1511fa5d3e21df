import { Link } from "@tanstack/react-router";

import { shared, within } from "@/lib/words";

import { Copyable } from "./ui/copyable";

interface OrderNameProps {
  /** The hub's id; without one there is no page to go to. */
  order: string | undefined;
  /** What buyer and seller call it. */
  number: string | undefined;
  /** The channel's id of it. */
  channelId: string;
  /** Shows the channel's id beside the number, where it is another. */
  both?: boolean;
}

/** An order by the name that people know it by, with the way to it. */
export function OrderName({ order, number, channelId, both }: OrderNameProps) {
  const name = number || channelId;
  return (
    <span>
      <Copyable value={name} what={within(shared("order_number"))}>
        {order ? (
          <Link to="/orders/$id" params={{ id: order }} className="mono" preload={false}>
            {name}
          </Link>
        ) : undefined}
      </Copyable>
      {both && name !== channelId && (
        <span className="quiet">
          {" "}
          <Copyable value={channelId} what={within(shared("channel_id"))} />
        </span>
      )}
    </span>
  );
}
