// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/drafts/draftstore.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace howdah::query {

// Brings what is typed to the disk within a second, on a thread of its own: a text that changes all the time is written
// again and again, never waited for. Of the thread of its QObject.
class DraftKeeper final : public QObject
{
    Q_OBJECT
public:
    static constexpr int QuietMs = 300;   // so long after the last change
    static constexpr int LongestMs = 800; // and at the latest so long after the first

    explicit DraftKeeper(DraftStore store, QObject *parent = nullptr);
    // Writes what waits; at most two seconds.
    ~DraftKeeper() override;

    // It has changed. A copy of the text costs nothing until the tab changes its own.
    void put(Draft draft);
    // Its tab was closed: nothing of it is to come back, also not by a save that fails meanwhile.
    void remove(const QString &id);
    // What waits is written now; saved() and failed() tell the rest.
    void flush();
    [[nodiscard]] bool isPending() const; // something is not on the disk yet

Q_SIGNALS:
    void saved(const QString &id);
    // It was not saved, or not removed. It stays in memory, and is tried again with the next change and every five
    // seconds.
    void failed(const QString &id, const howdah::Error &error);

private:
    // What is to become of a draft: saved as it is, or removed.
    using Wish = std::optional<Draft>;
    void write();
    void begin(const QString &id, const Wish &wish);

    class Writer;
    std::unique_ptr<Writer> m_writer;
    QHash<QString, Wish> m_waiting;
    QHash<QString, qint64> m_latest; // the last wish for each that was begun and has not come home
    qint64 m_begun = 0;
    QTimer m_quiet;
    QTimer m_longest;
    QTimer m_again;
};

} // namespace howdah::query
