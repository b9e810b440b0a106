/**
 * The durable queue of records on the sender's disk; its files are described in {@code
 * bus/PROTOCOL.md}.
 *
 * <p>Start with {@link aico.bus.zmq.outbox.Outbox}: appends go through its one writer thread, which
 * writes and syncs whatever has gathered as one batch; reads come from the files. {@link
 * aico.bus.zmq.outbox.Segment} is one file, {@link aico.bus.zmq.outbox.SegmentScan} reads one at
 * start, {@link aico.bus.crypto.HashChain} runs over all records.
 */
@NullMarked
package aico.bus.zmq.outbox;

import org.jspecify.annotations.NullMarked;
