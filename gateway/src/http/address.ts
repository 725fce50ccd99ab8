import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';

/** By what one asker is told from another: its address, of IPv6 the network that one customer is given. */
export const addressOf = (request: Pick<Request, 'ip'>): string => ipKeyGenerator(request.ip ?? '');
