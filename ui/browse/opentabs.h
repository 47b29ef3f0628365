// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/filter/tablememory.h"
#include "entity/view/viewplace.h"

#include <QJsonObject>

#include <map>

namespace howdah::ui {

// One tab as it is found again.
struct LeftTab
{
    QString schema;
    QString name;
    bool isPinned = true;
    bool isStructure = false;
    // Where they are not those that the relation was looked at with last.
    std::optional<data::FilterSet> filters;
    std::optional<ViewPlace> view; // of a row of that relation, in place of its rows
    QString title;                 // of the view, as it was when it was left
    bool operator==(const LeftTab &) const = default;
};

struct LeftTabs
{
    std::vector<LeftTab> tabs;
    int current = -1;
    bool operator==(const LeftTabs &) const = default;
};

// Which tabs were open on which connection. One page at a time has those of a connection: another one that comes to it
// begins with none, and leaves what is known of it alone.
class OpenTabs final
{
public:
    // Nothing while another one has them.
    [[nodiscard]] LeftTabs take(const QString &connection, const void *page);
    // As they are now; of the page that has them.
    void keep(const QString &connection, const void *page, const LeftTabs &tabs);
    void release(const void *page);

    [[nodiscard]] QJsonObject toJson() const;
    // What is not understood is left out.
    void fromJson(const QJsonObject &json);

    static constexpr int MostConnections = 40; // those that were left longest ago go first
    static constexpr size_t MostTabs = 60;     // of a connection

private:
    QJsonObject m_left;
    qint64 m_turn = 0;
    std::map<QString, const void *> m_taken;
};

// How relations were looked at, and which are open: shared by the windows of a program, so that none of them writes
// what another one has kept out of the file. UI thread.
struct BrowseMemory
{
    TableMemories tables;
    OpenTabs tabs;
    bool isRead = false; // from the file, by the first page that was restored
};

} // namespace howdah::ui
