/**
 * What speaks over the network without MQTT: HTTP in three dialects and syslog over TLS, and the
 * guard that every name passes through.
 */
@NullMarked
package aico.bridge.net;

import org.jspecify.annotations.NullMarked;
