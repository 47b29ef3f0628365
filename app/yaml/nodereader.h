// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "yaml/definitionproblem.h"
#include "yaml/tr.h"

#include <QHash>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

#include <yaml-cpp/yaml.h>

namespace howdah::yaml {

[[nodiscard]] QString scalar(const YAML::Node &node);
// The line, from 1, at which the text of a scalar begins: of a block the one after its "|".
[[nodiscard]] int textLine(const YAML::Node &node, const QByteArray &yaml);

using Setter = std::function<void(const YAML::Node &)>;
using Setters = QHash<QString, Setter>;

// The shapes that values of a YAML file have: maps of known keys, texts, flags, numbers, lists. Notes all that is
// wrong, at its place.
class NodeReader
{
public:
    explicit NodeReader(std::vector<DefinitionProblem> &problems)
        : m_problems(problems)
    {
    }

    void note(const YAML::Mark &mark, const QString &message, const QString &hint = {});
    void readMap(const YAML::Node &node, const QString &what, const Setters &setters);
    void noteUnknown(const YAML::Node &node, const QString &key, const QString &what, QStringList known);
    [[nodiscard]] Setter text(QString &into);
    [[nodiscard]] Setter flag(bool &into);
    [[nodiscard]] Setter optionalFlag(std::optional<bool> &into);
    [[nodiscard]] Setter number(int &into, int least, int most);
    [[nodiscard]] Setter list(QStringList &into);

    template <typename Value>
    [[nodiscard]] Setter choice(Value &into, const std::vector<std::pair<QString, Value>> &values)
    {
        return [this, &into, values](const YAML::Node &node) {
            const QString wanted = node.IsScalar() ? scalar(node) : QString();
            QStringList known;
            for (const auto &[name, value] : values) {
                known.append(name);
                if (name == wanted) {
                    into = value;
                    return;
                }
            }
            note(
                node.Mark(), tr("\"%1\" is not a valid value").arg(wanted),
                tr("Use one of: %1.").arg(known.join(QStringLiteral(", "))));
        };
    }

    [[nodiscard]] Setter threshold(std::optional<double> &into);

protected:
    std::vector<DefinitionProblem> &m_problems;
};

} // namespace howdah::yaml
