import { oneOf } from "@/lib/search";
import { z } from "@/lib/zod";

export const statusSearch = z.object({
  /** Only some of the cards. */
  show: oneOf(["not_on_time"]),
});
