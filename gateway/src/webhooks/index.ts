export { Addresses, type AddressRule } from './address-rule.js';
export { RETRIES, type DeliveryEvent, type Retries } from './delivery.js';
export type { ChangeLogEvent } from './change-log.js';
export { webhookOperations } from './operations.js';
export { DeadLetter, NewSubscription, Subscriber, Subscription } from './subscription.js';
export { Webhooks, type WebhookOptions } from './webhooks.js';
