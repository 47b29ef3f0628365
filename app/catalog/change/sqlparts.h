// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

#include <algorithm>

// What the SQL of all changes shares; not for other modules.
namespace howdah::catalog {

// One type and nothing else, as the grammar has it.
[[nodiscard]] bool isType(const QString &text);
// One expression and nothing that reaches out of it.
[[nodiscard]] bool isExpression(const QString &text);
// As it can stand behind DEFAULT, where not every expression can.
[[nodiscard]] QString defaultText(const QString &expression);
// Whether an expression names it.
[[nodiscard]] bool mentions(const QString &expression, const QString &name);
// What is wrong with a new name; "" when nothing is.
[[nodiscard]] QString nameProblem(const QString &name);
[[nodiscard]] QString quotedList(const QStringList &names);
// The relation, or an index, that has this name in the schema.
[[nodiscard]] bool isNameTaken(const Catalog &catalog, const QString &schema, const QString &name);

template <typename List, typename Value, typename Projection>
[[nodiscard]] bool holds(const List &list, const Value &value, Projection projection)
{
    return std::ranges::find(list, value, projection) != std::ranges::end(list);
}

// Statements, where actions on one table that follow one another become one ALTER TABLE.
class StatementList final
{
public:
    explicit StatementList(QString table)
        : m_table(std::move(table))
    {
    }
    void add(const QString &text, bool isAction);
    [[nodiscard]] QString take();

private:
    void flush();

    QString m_table;
    QString m_text;
    QStringList m_actions;
};

} // namespace howdah::catalog
