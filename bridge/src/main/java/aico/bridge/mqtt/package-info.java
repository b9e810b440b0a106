/** MQTT 3.1.1 with Home Assistant's discovery; loaded only when there is such a target. */
@NullMarked
package aico.bridge.mqtt;

import org.jspecify.annotations.NullMarked;
