package aico.bus.connector;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers from functions by request type; what has none is unreachable. */
public final class FakeBus implements BusClient {
  private final Map<RequestType, Function<Request<?>, Answered<?>>> answers =
      new ConcurrentHashMap<>();
  private final List<Request<?>> asked = new ArrayList<>();

  public FakeBus answer(RequestType type, Function<Request<?>, Answered<?>> answer) {
    answers.put(type, answer);
    return this;
  }

  public FakeBus reply(RequestType type, Reply reply) {
    return answer(type, request -> new Answered<>(reply, null, null));
  }

  public FakeBus fail(RequestType type, ErrorCode code) {
    return answer(
        type,
        request -> {
          throw new RequestFailed(code, "as the test says");
        });
  }

  public synchronized List<Request<?>> asked() {
    return List.copyOf(asked);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <R extends Reply> Answered<R> exchange(
      Request<R> request, @Nullable String token, byte @Nullable [] sealed, Duration deadline) {
    synchronized (this) {
      asked.add(request);
    }
    Function<Request<?>, Answered<?>> answer = answers.get(RequestType.of(request));
    if (answer == null) {
      throw new RequestFailed(ErrorCode.UNREACHABLE, "nobody answers");
    }
    return (Answered<R>) answer.apply(request);
  }
}
