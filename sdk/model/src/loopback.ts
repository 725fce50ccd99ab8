/** Whether a URL's host is the machine itself: it is reached without a network, and so without TLS. */
export const isLoopback = (hostname: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
