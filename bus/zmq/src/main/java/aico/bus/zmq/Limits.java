package aico.bus.zmq;

/** Every limit of the protocol; {@code bus/PROTOCOL.md} gives the reasons at length. */
public final class Limits {
  /** The largest request body; the largest field is a text of 8,192 characters. */
  public static final int REQUEST_BODY_BYTES = 64 * 1024;

  /** The largest reply body; a query of the log answers within it. */
  public static final int REPLY_BODY_BYTES = 1024 * 1024;

  /** The largest token; a compact JWS of the suite has about 500 bytes. */
  public static final int TOKEN_BYTES = 4 * 1024;

  /** The largest sealed frame; a recovery kit and a password of 1,024 bytes fit. */
  public static final int SEALED_BYTES = 4 * 1024;

  /** The longest deadline that a request may ask for: five minutes cover the slowest derivation. */
  public static final long DEADLINE_MS = 300_000;

  /** Handlers running at the same time for one topic; beyond it the answer is busy. */
  public static final int HANDLERS = 64;

  /** Handlers of one caller at the same time, so that one cannot keep out the others. */
  public static final int HANDLERS_PER_CALLER = 32;

  /** Handlers beyond {@link #HANDLERS} kept for requests that only take power away. */
  public static final int HANDLERS_RESERVED = 8;

  /** Correlations remembered per topic and caller until their deadline, against replays. */
  public static final int CORRELATIONS = 16_384;

  /** Requests of one client waiting for an answer. */
  public static final int REQUESTS_IN_FLIGHT = 1_024;

  /** The largest event body: events carry no content. */
  public static final int EVENT_BODY_BYTES = 16 * 1024;

  /**
   * Events waiting for a slow listener; beyond it they are dropped and the listener hears a gap.
   */
  public static final int EVENTS_QUEUED = 1_024;

  /** How often a heartbeat goes out. */
  public static final long HEARTBEAT_MS = 1_000;

  /** How long a publisher may be silent: three heartbeats. */
  public static final long SILENCE_MS = 3_000;

  /** The largest record: a C2SP entry bundle counts an entry's bytes in 16 bits. */
  public static final int RECORD_BYTES = 65_535;

  /** The payload of one batch of records: large enough that the cost per message vanishes. */
  public static final int BATCH_BYTES = 128 * 1024;

  /** What a record takes of the credit beside its bytes: what the receiver keeps to know it. */
  public static final int RECORD_COST_BYTES = 256;

  /** Credit of all producers together: with its leaves it is half of a service's heap. */
  public static final int RECORD_CREDIT_OF_ALL = 8 * 1024 * 1024;

  /** The most credit of one producer: some syncs of a slow disk. */
  public static final int RECORD_CREDIT_MAX = 2 * 1024 * 1024;

  /** The least credit of one producer: a record of the largest size. */
  public static final int RECORD_CREDIT_MIN = RECORD_BYTES + Integer.BYTES + RECORD_COST_BYTES;

  /** Unacknowledged batches of one producer, however small; beyond it records gather. */
  public static final int RECORD_BATCHES_IN_FLIGHT = 64;

  /** What an outbox may take on disk. */
  public static final long OUTBOX_BYTES = 64L * 1024 * 1024;

  /** The part of the outbox that only records of what takes power away may use. */
  public static final long OUTBOX_RESERVE_BYTES = 4L * 1024 * 1024;

  /** The largest frame on a stream endpoint, both ways. */
  public static final int STREAM_FRAME_BYTES = 1024 * 1024;

  /** The most frames of one stream message. */
  public static final int STREAM_FRAMES = 16;

  /** Messages of one stream peer waiting for the handler: commands and acknowledgements. */
  public static final int STREAM_MESSAGES_QUEUED = 256;

  /** Messages for one stream peer that the network has not taken; they may be large. */
  public static final int STREAM_MESSAGES_UNSENT = 32;

  private Limits() {}
}
