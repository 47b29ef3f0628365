// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/readonly/judgement.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>
#include <set>

namespace howdah::connection {

// What one statement uses, name by name: the first that is refused is kept. For readonlyrules.h.
class ReadOnlyJudge final
{
public:
    explicit ReadOnlyJudge(const JudgeOptions &options)
        : m_options(options)
    {
    }

    // By its tree: the object that holds the node ({"SelectStmt": {...}}).
    void statement(const QJsonObject &holder);
    // By its words, where the grammar fails.
    void words(const QByteArray &text);
    // Whether the words alone prove that it reads and uses PostgreSQL's own names only.
    [[nodiscard]] static bool plainlyReads(const QByteArray &text);

    [[nodiscard]] Result<Judgement> verdict() const;

private:
    void refuse(const QString &what);
    void function(const QByteArray &schema, const QByteArray &name);
    void oper(const QByteArray &schema, const QByteArray &name);
    void type(const QByteArray &schema, const QByteArray &name);
    void attribute(const QByteArray &name);
    void need(NeededName::Kind kind, const QByteArray &schema, const QByteArray &name);

    void command(const QString &node, const QJsonObject &body);
    void transaction(const QJsonObject &body);
    void variable(const QJsonObject &body);
    void noteSetting(const QByteArray &name, const std::optional<QByteArray> &value);
    void transactionMode(const QJsonArray &options);
    void copy(const QJsonObject &body);
    void explain(const QJsonObject &body);

    void walk(const QJsonValue &value);
    void node(const QString &key, const QJsonObject &body);
    void call(const QJsonObject &body);
    void expression(const QJsonObject &body);
    bool setConfig(const QJsonArray &arguments);

    JudgeOptions m_options;
    Judgement m_found;
    std::set<NeededName> m_needs;
    std::optional<QString> m_refused;
    bool m_intoIsRefused = false; // inside of what the server does not look into (EXPLAIN ...)
};

} // namespace howdah::connection
