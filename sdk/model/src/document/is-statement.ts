/** Whether a text means to be a statement, of whatever version. */
export const isStatement = (text: string): boolean => /^FW[0-9]+:/.test(text);
