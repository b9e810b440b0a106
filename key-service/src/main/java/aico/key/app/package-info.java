/**
 * Puts key-service together: {@link aico.key.app.OpenKeys} opens the state folder in the order that
 * is safe, {@link aico.key.app.KeyBeans} hands it to Quarkus, {@link aico.key.app.KeyLife} starts
 * and ends it, {@link aico.key.app.KeyChannels} is on the bus.
 */
@NullMarked
package aico.key.app;

import org.jspecify.annotations.NullMarked;
