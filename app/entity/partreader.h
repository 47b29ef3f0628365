// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/fragmentcheck.h"
#include "entity/model.h"
#include "yaml/nodereader.h"

namespace howdah::entity {

// The shapes that the parts of a model share: fragments of SQL, lists of things, names and pairs.
class PartReader : public yaml::NodeReader
{
public:
    PartReader(const QByteArray &yaml, std::vector<yaml::DefinitionProblem> &problems)
        : yaml::NodeReader(problems)
        , m_yaml(yaml)
    {
    }

    // `names`: what may stand in it behind a colon; "this" with a column.
    [[nodiscard]] yaml::Setter fragment(Fragment &into, FragmentKind kind, QStringList names = {});
    [[nodiscard]] yaml::Setter each(const QString &what, std::function<void(const YAML::Node &)> read);
    // One word, or a list of them.
    [[nodiscard]] yaml::Setter words(QStringList &into);
    // "key: value" lines, in their order.
    [[nodiscard]] yaml::Setter pairs(std::function<void(const QString &, const YAML::Node &)> read);
    [[nodiscard]] yaml::Setter textPairs(std::vector<std::pair<QString, QString>> &into);

    // Of lower-case letters, digits and "_", and no other has it.
    void checkName(const QString &name, const QString &what, bool isTaken, const YAML::Mark &mark);
    void noteAt(int line, const QString &message, const QString &hint = {});
    static int lineOf(const YAML::Node &node) { return node.Mark().line + 1; }

private:
    void checkNames(const Fragment &fragment, const QStringList &names);

    const QByteArray &m_yaml;
};

} // namespace howdah::entity
