package aico.bus.connector.channel;

import aico.bus.contract.TopicKind;
import aico.bus.zmq.BundleTopic;
import java.util.Optional;

/** What a channel does, as its direction and the bundle's entry for its topic have it. */
enum ChannelUse {
  REQUESTS_IN(true, TopicKind.REQUESTS, true),
  REPLIES_OUT(false, TopicKind.REQUESTS, true),
  EVENTS_IN(true, TopicKind.EVENTS, false),
  EVENTS_OUT(false, TopicKind.EVENTS, true),
  RECORDS_IN(true, TopicKind.RECORDS, true),
  RECORDS_OUT(false, TopicKind.RECORDS, false);

  private final boolean incoming;
  private final TopicKind kind;
  private final boolean owner;

  ChannelUse(boolean incoming, TopicKind kind, boolean owner) {
    this.incoming = incoming;
    this.kind = kind;
    this.owner = owner;
  }

  /** The use that fits, or empty when the direction does not fit the topic. */
  static Optional<ChannelUse> of(boolean incoming, BundleTopic topic) {
    boolean owner = topic instanceof BundleTopic.Owned;
    for (ChannelUse use : values()) {
      if (use.incoming == incoming && use.kind == topic.kind() && use.owner == owner) {
        return Optional.of(use);
      }
    }
    return Optional.empty();
  }
}
