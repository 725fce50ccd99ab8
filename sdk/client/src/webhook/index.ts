export { WebhookEvent } from './event.js';
export { CONTENT_TYPE as WEBHOOK_CONTENT_TYPE } from './profile.js';
export { SeenNonces } from './seen-nonces.js';
export { signWebhook, type WebhookSigner } from './sign-webhook.js';
export { verifyWebhook, type ReceivedRequest, type WebhookTrust } from './verify-webhook.js';
