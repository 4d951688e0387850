#include "core/observe/metricssnapshot.h"

#include <algorithm>

namespace signalbox {

namespace {

const QByteArray Other = "other";

//! The row with \a key as its \a member; a new one if there is none.
template <typename Row, typename Key>
Row &rowOf(std::vector<Row> &rows, const Key &key, Key Row::*member)
{
    const auto found = std::ranges::find(rows, key, member);
    if (found != rows.end())
        return *found;
    Row &row = rows.emplace_back();
    row.*member = key;
    return row;
}

using Listener = MetricsSnapshot::Listener;

template <typename Counters>
void addByListener(std::vector<Listener> &rows, const Counters &counters, quint64 Listener::*count)
{
    for (const auto &[endpoint, value] : counters.values())
        rowOf(rows, endpoint.toString().toUtf8(), &Listener::address).*count += value;
    if (const quint64 rest = counters.other(); rest > 0)
        rowOf(rows, Other, &Listener::address).*count += rest;
}

template <typename Counters>
void addByName(std::vector<MetricsSnapshot::Named> &rows, const Counters &counters)
{
    for (const auto &[name, value] : counters.values())
        rowOf(rows, QByteArray(name.text), &MetricsSnapshot::Named::name).count += value;
    if (const quint64 rest = counters.other(); rest > 0)
        rowOf(rows, Other, &MetricsSnapshot::Named::name).count += rest;
}

void addMessages(MetricsSnapshot::Messages &sum, const MessageCounters &counters)
{
    sum.text += counters.text.value();
    sum.binary += counters.binary.value();
    sum.bytes += counters.bytes.value();
}

} // namespace

MetricsSnapshot MetricsSnapshot::of(const CounterSets &sets, const std::vector<Endpoint> &listeners)
{
    MetricsSnapshot sum;
    for (const Endpoint &listener : listeners)
        sum.listeners.push_back({listener.toString().toUtf8(), 0, 0});
    for (const auto &[key, value] : sets.actions().values())
        sum.actions.push_back({key.action.text, key.result.text, value});
    for (const ServerCounters &counters : sets.all()) {
        // What has ended first: who ends meanwhile has been accepted before, so no difference is negative.
        addByListener(sum.listeners, counters.ended, &Listener::ended);
        addByListener(sum.listeners, counters.accepted, &Listener::accepted);
        addByName(sum.rejected, counters.rejected);
        addByName(sum.dropped, counters.dropped);
        for (const auto &[key, value] : counters.disconnects.values())
            rowOf(sum.disconnects, key, &Disconnects::key).count += value;
        sum.otherDisconnects += counters.disconnects.other();
        addMessages(sum.in, counters.in);
        addMessages(sum.out, counters.out);
        sum.pingsSent += counters.pingsSent.value();
        sum.pingsReceived += counters.pingsReceived.value();
        sum.pongsSent += counters.pongsSent.value();
        sum.pongsSuperseded += counters.pongsSuperseded.value();
        sum.pingRtt.add(counters.pingRtt.reading());
        sum.fanout.add(counters.fanout.reading());
        sum.loopLag.push_back(counters.loopLag.reading());
        sum.rooms += counters.rooms.value();
        sum.users += counters.users.value();
        sum.queuedBytes += counters.queuedBytes.value();
    }
    return sum;
}

} // namespace signalbox
