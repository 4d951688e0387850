# How every target of this project is made: one set of flags, one helper a kind of target.

add_library(signalbox_flags INTERFACE)
target_include_directories(signalbox_flags INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(signalbox_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual)
if(SIGNALBOX_WERROR)
    target_compile_options(signalbox_flags INTERFACE -Werror)
endif()
target_compile_definitions(signalbox_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_FOREACH QT_NO_KEYWORDS QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_DISABLE_DEPRECATED_BEFORE=0x060400
    SIGNALBOX_VERSION="${PROJECT_VERSION}")
if(SIGNALBOX_SANITIZE)
    # GCC sees ghosts of uninitialised variants through the sanitizers' instrumentation; the dev preset keeps the warning.
    target_compile_options(signalbox_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    target_compile_options(signalbox_flags INTERFACE
        -fsanitize=${SIGNALBOX_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(signalbox_flags INTERFACE -fsanitize=${SIGNALBOX_SANITIZE})
endif()

# A module of core/ or ui/: a static library of its own, so that the order of the modules holds at link time too.
#   signalbox_add_module(wire DEPENDS base LIBRARIES Qt6::Core SOURCES frame.cpp ...)
function(signalbox_add_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;LIBRARIES;PRIVATE_LIBRARIES")
    add_library(signalbox_${name} STATIC ${arg_SOURCES})
    list(TRANSFORM arg_DEPENDS PREPEND signalbox_)
    target_link_libraries(signalbox_${name}
        PUBLIC ${arg_DEPENDS} ${arg_LIBRARIES} signalbox_flags
        PRIVATE ${arg_PRIVATE_LIBRARIES})
endfunction()
