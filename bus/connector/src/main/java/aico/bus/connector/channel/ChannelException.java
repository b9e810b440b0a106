package aico.bus.connector.channel;

import aico.bus.connector.ConnectorException;

/** A channel's configuration that stops the start; the message names channel and attribute. */
public final class ChannelException extends ConnectorException {
  ChannelException(String channel, String attribute, String message) {
    super("channel " + channel + ": " + attribute + ": " + message);
  }
}
