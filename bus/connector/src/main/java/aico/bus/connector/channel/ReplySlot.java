package aico.bus.connector.channel;

import aico.bus.zmq.OutgoingReply;
import java.util.concurrent.CompletableFuture;

/** Travels as metadata from a request to its reply. */
record ReplySlot(CompletableFuture<OutgoingReply> reply) {}
