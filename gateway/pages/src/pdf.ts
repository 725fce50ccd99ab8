/** What reads PDFs; the page loads it when one is chosen. */
export { attachedDocument } from '@fairway/sdk/document';
