package aico.bus.connector.channel;

import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundleTopic;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;

/**
 * A channel's attributes, checked: SmallRye itself passes over those it does not know.
 *
 * @param channel the channel's name in the service
 * @param topic the topic's name on the bus
 * @param use what the channel does
 */
record ChannelAttributes(String channel, String topic, ChannelUse use) {
  private static final String TOPIC = "topic";

  /** SmallRye's own that hold for any channel; the connector's is {@code topic} alone. */
  private static final Set<String> KNOWN = Set.of("channel-name", "connector", "enabled", TOPIC);

  /** SmallRye's own that contradict one endpoint with one handler. */
  private static final Map<String, String> CONTRADICTORY =
      Map.of(
          "broadcast", "a message of the bus has one handler",
          "merge", "a topic has one channel in each direction",
          "concurrency", "a topic has one endpoint; handlers run on virtual threads",
          "failure-strategy", "what fails is answered or offered again by the bus's own rules");

  static ChannelAttributes of(Config config, boolean incoming, Bundle bundle) {
    String channel = config.getValue("channel-name", String.class);
    refuseUnknown(channel, config);
    String topic =
        config
            .getOptionalValue(TOPIC, String.class)
            .filter(name -> !name.isBlank())
            .orElseThrow(() -> new ChannelException(channel, TOPIC, "missing"));
    BundleTopic entry = bundle.topics().get(topic);
    if (entry == null) {
      throw new ChannelException(
          channel, TOPIC, topic + ": not in the bundle of " + bundle.principal());
    }
    ChannelUse use =
        ChannelUse.of(incoming, entry)
            .orElseThrow(() ->
                new ChannelException(
                    channel, TOPIC, topic + ": " + misfit(incoming, entry, bundle)));
    return new ChannelAttributes(channel, topic, use);
  }

  private static void refuseUnknown(String channel, Config config) {
    Set<String> names = new TreeSet<>();
    config.getPropertyNames().forEach(names::add);
    for (String name : names) {
      String contradiction = CONTRADICTORY.get(name);
      if (contradiction != null) {
        throw new ChannelException(channel, name, contradiction);
      }
      if (!KNOWN.contains(name)) {
        throw new ChannelException(channel, name, "unknown attribute (expected: topic)");
      }
    }
  }

  private static String misfit(boolean incoming, BundleTopic entry, Bundle bundle) {
    String direction = incoming ? "incoming" : "outgoing";
    String kind = entry.kind().wireName();
    return switch (entry) {
      case BundleTopic.Owned owned ->
          direction + " does not fit " + kind + " that " + bundle.principal() + " owns itself";
      case BundleTopic.Joined joined ->
          direction + " does not fit " + kind + " that " + joined.ownerPrincipal() + " owns";
    };
  }
}
