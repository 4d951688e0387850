// How long the window is busy when a message of 1 MiB is selected, until it has been painted. What a view adds afterwards
// comes in slices.

#include "ui/messages/payloadpane.h"

#include <QApplication>

#include <benchmark/benchmark.h>

namespace {

using namespace signalbox;

constexpr qsizetype Size = 1024 * 1024;

QApplication &application()
{
    static int argc = 1;
    static char name[] = "signalbox_microui";
    static char *argv[] = {name, nullptr};
    static auto *instance =
        new QApplication(argc, argv); // never deleted: the benchmarks end later than static objects
    return *instance;
}

MessageRow message(const QByteArray &payload, MessageType type)
{
    MessageRow row;
    row.entry.number = 1;
    row.entry.connection = ConnectionId(1);
    row.entry.type = type;
    row.entry.payload = payload;
    row.entry.size = payload.size();
    return row;
}

QByteArray repeated(const QByteArray &part)
{
    return part.repeated(Size / part.size());
}

QByteArray objects()
{
    return "[" + repeated(R"({"id":12345,"name":"alice","price":1.10,"tags":["a","b"]},)") + "0]";
}

void openPayload(benchmark::State &state, PayloadPane::View view, const QByteArray &payload, MessageType type)
{
    application();
    PayloadPane pane;
    pane.resize(420, 700);
    pane.show();
    const MessageRow row = message(payload, type);
    pane.showMessage(row);
    pane.setView(view);
    for (auto _ : state) {
        pane.showMessage(row);
        benchmark::DoNotOptimize(pane.grab());
    }
}

using View = PayloadPane::View;

} // namespace

BENCHMARK_CAPTURE(openPayload, text in one line, View::Text, QByteArray(Size, 'x'), MessageType::Text)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(openPayload, text in short lines, View::Text, repeated("line\n"), MessageType::Text)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(openPayload, JSON as text, View::Text, objects(), MessageType::Text)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(openPayload, tree of objects, View::Json, objects(), MessageType::Text)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(openPayload, tree of numbers, View::Json, "[" + repeated("1,") + "1]", MessageType::Text)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(openPayload, deep tree, View::Json, QByteArray(Size / 2, '[') + QByteArray(Size / 2, ']'),
                  MessageType::Text)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(openPayload, hex, View::Hex, QByteArray(Size, '\xA7'), MessageType::Binary)
    ->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
