// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/destroyed.h"

#include <QJsonObject>

#include <functional>
#include <optional>
#include <vector>

namespace howdah::sql {

struct StatementTree;

// What a script does to the names of things: behind each statement it knows what they were called before the first one.
// Where that is not sure (a schema is not said, a transaction was rolled back), both names count. For
// DestructionReader.
class ScriptNames final
{
public:
    // What a statement destroys, under the names of the start, with what hangs on it by now (partitions that were
    // attached, what a view reads, what was moved into a schema).
    [[nodiscard]] std::vector<Destruction> atStart(const Destruction &said) const;
    // What a query reads and calls, under its own names: DestructionReader knows.
    using ReadBy = std::function<std::vector<Destruction>(const StatementTree &query)>;
    // The statement has run; `inIt` is what it destroys, under its own names.
    void read(const StatementTree &tree, const std::vector<Destruction> &inIt, const ReadBy &readBy);
    void nextScript();
    // The database that is asked already has what was read, or some of it: names as they are now count, too.
    void bothNamesCount() { m_rolledBack = true; }

private:
    struct Name
    {
        QString schema;
        QString name;
        bool operator==(const Name &) const = default;
    };
    struct Renamed
    {
        QString group; // relation, type, function, or what DROP calls it
        Name start;
        std::optional<QStringList> path; // in which `start` is looked for
        Name now;
        std::optional<QStringList> nowPath; // in which `now` is looked for
    };
    struct Part // a column, trigger, policy or rule
    {
        Name relation; // at the start
        QString object;
        QString start;
        QString now;
    };
    struct Attached
    {
        Name parent;
        Name child;
    };
    struct View
    {
        Name name;
        std::vector<Destruction> reads; // and calls
    };

    [[nodiscard]] static QString groupOf(const Destruction &one);
    [[nodiscard]] static bool mayBe(const Name &one, const Name &other);
    [[nodiscard]] QString schemaAtStart(const QString &schema) const;
    [[nodiscard]] std::vector<Renamed> originsOf(const QString &group, const Name &now) const;
    [[nodiscard]] QStringList partsAtStart(const Name &relation, const QString &object, const QString &now) const;
    void addWhatHangsOn(const Name &now, const Destruction &said, std::vector<Destruction> &all) const;
    void addOfSchema(const QString &schema, const Destruction &said, std::vector<Destruction> &all) const;

    void rename(const QJsonObject &statement);
    void move(const QJsonObject &statement);
    void alterTable(const QJsonObject &statement);
    void setPath(const QJsonObject &statement);
    void lookForSetConfig(const QJsonValue &value);
    void now(const QString &group, const Name &before, const Name &after);

    std::vector<Renamed> m_renamed; // the last word on each thing
    std::vector<Part> m_parts;
    std::vector<Attached> m_attached;
    std::vector<View> m_views;
    std::vector<Name> m_hooked; // got a trigger or a rule by the script
    std::optional<QStringList> m_path;
    bool m_rolledBack = false; // or never at the start: the names of now may be those of then
};

} // namespace howdah::sql
