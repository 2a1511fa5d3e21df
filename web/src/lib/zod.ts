import { z } from "zod";

// A strict content security policy forbids the code generation that zod would otherwise try. It must be told before the
// first schema is made, so everybody takes zod from here.
z.config({ jitless: true });

export { z };
