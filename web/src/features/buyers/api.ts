import { api, unwrap } from "@/lib/api";

/** Whose orders: all with an e-mail address or a phone number, or one order by its id. */
export interface Whom {
  email?: string;
  phone?: string;
  order?: string;
}

export interface Request extends Whom {
  reason: string;
  /** Only tell which orders these are. */
  preview: boolean;
}

export const forgetBuyer = (body: Request) => unwrap(api.POST("/api/v1/buyers/forget", { body }));
