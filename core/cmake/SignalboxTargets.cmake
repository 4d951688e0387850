# How the targets of this project are defined: one set of flags, and one function for each kind of target.

# Every target of this project links signalbox_flags PRIVATE: a program that links signalbox_core keeps its own warnings,
# and may use Qt's keywords and implicit conversions.
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
# Headers that nearly every file includes, compiled once for all targets that REUSE_FROM NAME. GCC accepts them only
# where every macro that these headers test has the same value, so LIBRARIES are what each of those targets links anyway;
# CMake adds -Winvalid-pch, which reports a difference. Every file still includes what it needs itself: with
# CMAKE_DISABLE_PRECOMPILE_HEADERS=ON nothing is precompiled.
#   signalbox_precompile_headers(signalbox_pch_core LIBRARIES Qt6::Core HEADERS <QString> ...)
function(signalbox_precompile_headers name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBRARIES;HEADERS")
    set(source "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
    file(CONFIGURE OUTPUT "${source}" CONTENT "// CMake needs a source file to compile the headers of a target.\n")
    add_library(${name} OBJECT "${source}")
    set_target_properties(${name} PROPERTIES AUTOMOC OFF AUTORCC OFF)
    target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} signalbox_flags)
    target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
endfunction()

set(SIGNALBOX_CORE_HEADERS
    <algorithm> <array> <atomic> <chrono> <deque> <functional> <memory> <mutex> <optional> <unordered_map> <utility>
    <variant> <vector>
    <QByteArray> <QByteArrayView> <QDateTime> <QHash> <QHostAddress> <QLoggingCategory> <QObject> <QPointer> <QString>
    <QStringList>)
set(SIGNALBOX_UI_HEADERS ${SIGNALBOX_CORE_HEADERS}
    <QAbstractItemModel> <QAction> <QComboBox> <QDialog> <QDialogButtonBox> <QEvent> <QHBoxLayout>
    <QHeaderView> <QLabel> <QLineEdit> <QLocale> <QMenu> <QPainter> <QPushButton> <QSortFilterProxyModel> <QTableView>
    <QTimer> <QToolButton> <QVBoxLayout> <QWidget>)
signalbox_precompile_headers(signalbox_pch_core LIBRARIES Qt6::Core Qt6::Network HEADERS ${SIGNALBOX_CORE_HEADERS})
signalbox_precompile_headers(signalbox_pch_ui LIBRARIES Qt6::Network Qt6::Widgets HEADERS ${SIGNALBOX_UI_HEADERS})

# A module of core/ or ui/: a static library of its own, so that the linker also enforces the order of the modules. All
# headers of the folder are its interface; the target all_verify_interface_header_sets compiles each of them alone.
#   signalbox_add_module(wire DEPENDS base LIBRARIES Qt6::Core SOURCES frame.cpp ...)
function(signalbox_add_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;LIBRARIES;PRIVATE_LIBRARIES")
    set(target signalbox_${name})
    add_library(${target} STATIC ${arg_SOURCES})
    file(GLOB headers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${headers})
    set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    target_compile_features(${target} PUBLIC cxx_std_20)
    list(TRANSFORM arg_DEPENDS PREPEND signalbox_)
    target_link_libraries(${target}
        PUBLIC ${arg_DEPENDS} ${arg_LIBRARIES}
        PRIVATE ${arg_PRIVATE_LIBRARIES} signalbox_flags)
    if(name MATCHES "^ui_")
        target_precompile_headers(${target} REUSE_FROM signalbox_pch_ui)
    else()
        target_precompile_headers(${target} REUSE_FROM signalbox_pch_core)
    endif()
endfunction()
