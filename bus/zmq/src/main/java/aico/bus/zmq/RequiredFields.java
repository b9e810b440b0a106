package aico.bus.zmq;

import aico.bus.contract.InvalidField;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds decoded records to their types: a component that is not {@code @Nullable} must be there.
 */
final class RequiredFields {
  private RequiredFields() {}

  /** Checks a value and what it holds, or {@link InvalidField} with the path of what is missing. */
  static void check(String path, Object value) {
    switch (value) {
      case Record object -> checkRecord(path, object);
      case Collection<?> list -> {
        int index = 0;
        for (Object element : list) {
          check(path + "." + index++, element);
        }
      }
      case Map<?, ?> map -> map.forEach((key, entry) -> check(path + "." + key, entry));
      default -> {}
    }
  }

  private static void checkRecord(String path, Record object) {
    for (RecordComponent component : object.getClass().getRecordComponents()) {
      String field = (path.isEmpty() ? "" : path + ".") + wireName(component.getName());
      Object value = value(object, component);
      if (value != null) {
        check(field, value);
      } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        throw new InvalidField(field, "missing");
      }
    }
  }

  private static @Nullable Object value(Record object, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(object);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static String wireName(String javaName) {
    return javaName.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
  }
}
