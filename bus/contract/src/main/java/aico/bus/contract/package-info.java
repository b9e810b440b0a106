/**
 * What the processes of the suite say to each other: request and reply records, the events of the
 * audit catalogue, roles and topics, on the JDK alone.
 *
 * <p>Start with {@link aico.bus.contract.RequestType}, the one table of all requests: its wire
 * name, the topic that carries it, its records and how it is admitted. A record refuses values that
 * are out of shape in its constructor with {@link aico.bus.contract.InvalidField}, which names the
 * field.
 */
@NullMarked
package aico.bus.contract;

import org.jspecify.annotations.NullMarked;
