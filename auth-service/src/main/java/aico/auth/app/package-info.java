/**
 * Wires auth-service: {@link aico.auth.app.AuthBeans} makes the parts, {@link
 * aico.auth.app.Opening} opens the sealed state once key-service hands out its keys, {@link
 * aico.auth.app.AuthChannels} stands at the bus.
 */
@NullMarked
package aico.auth.app;

import org.jspecify.annotations.NullMarked;
