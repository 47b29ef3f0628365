// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/partreader.h"

#include "entity/tr.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::entity {

using yaml::scalar;
using yaml::Setter;

Setter PartReader::fragment(Fragment &into, FragmentKind kind, QStringList names)
{
    return [this, &into, kind, names = std::move(names)](const YAML::Node &node) {
        const QString text = node.IsScalar() ? scalar(node) : QString();
        if (text.trimmed().isEmpty())
            return note(node.Mark(), tr("Here SQL is expected"));
        Result<sql::NamedQuery> query = sql::NamedQuery::parse(text);
        if (!query)
            return note(node.Mark(), query.error().message, query.error().hint);
        into = {*std::move(query), yaml::textLine(node, m_yaml)};
        const qsizetype before = qsizetype(m_problems.size());
        checkNames(into, names);
        if (qsizetype(m_problems.size()) > before)
            return;
        if (const auto problem = problemWith(into.query, kind)) {
            const int line = into.line + (problem->at ? int(problem->at->line) - 1 : 0);
            m_problems.push_back({line, problem->at ? int(problem->at->column) : 1, problem->message, problem->hint});
        }
    };
}

void PartReader::checkNames(const Fragment &fragment, const QStringList &names)
{
    for (const sql::NamedUse &use : fragment.query.uses()) {
        QString problem;
        if (!names.contains(use.name))
            problem = names.isEmpty() ? tr("No names are known here: \":%1\"").arg(use.name)
                                      : tr("There is no parameter \":%1\"").arg(use.name);
        else if (use.name == "this"_L1 && (!use.hasArgument || use.argument.isEmpty()))
            problem = tr("\":this\" needs a column, as in :this(id)");
        else if (use.name != "this"_L1 && use.hasArgument)
            problem = tr("\":%1\" takes nothing in parentheses").arg(use.name);
        if (!problem.isEmpty())
            m_problems.push_back(
                {fragment.line + int(use.at.line) - 1, int(use.at.column), problem,
                 tr("Use \"::\" for a cast, and put spaces around the colon of an array slice.")});
    }
}

Setter PartReader::each(const QString &what, std::function<void(const YAML::Node &)> read)
{
    return [this, what, read = std::move(read)](const YAML::Node &node) {
        if (!node.IsSequence())
            return note(node.Mark(), tr("%1 must be a list").arg(what));
        for (const auto &item : node)
            read(item);
    };
}

Setter PartReader::words(QStringList &into)
{
    return [this, &into](const YAML::Node &node) {
        if (node.IsScalar())
            into.append(scalar(node).trimmed());
        else
            list(into)(node);
    };
}

Setter PartReader::pairs(std::function<void(const QString &, const YAML::Node &)> read)
{
    return [this, read = std::move(read)](const YAML::Node &node) {
        if (!node.IsMap())
            return note(node.Mark(), tr("This must be a list of \"key: value\" lines"));
        for (const auto &item : node) {
            if (item.first.IsScalar())
                read(scalar(item.first), item.second);
            else
                note(item.first.Mark(), tr("This must be a string"));
        }
    };
}

Setter PartReader::textPairs(std::vector<std::pair<QString, QString>> &into)
{
    return pairs([this, &into](const QString &key, const YAML::Node &node) {
        QString value;
        text(value)(node);
        into.emplace_back(key, value);
    });
}

void PartReader::checkName(const QString &name, const QString &what, bool isTaken, const YAML::Mark &mark)
{
    static const QRegularExpression form(u"^[a-z][a-z0-9_]*$"_s);
    if (!form.match(name).hasMatch())
        note(mark, tr("%1 needs an id of lower-case letters, digits and _").arg(what));
    else if (isTaken)
        note(mark, tr("\"%1\" is used twice").arg(name), tr("Each id must be unique where it stands."));
}

void PartReader::noteAt(int line, const QString &message, const QString &hint)
{
    m_problems.push_back({line, 1, message, hint});
}

} // namespace howdah::entity
