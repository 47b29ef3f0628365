// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connect/connectioncontroller.h"
#include "data/edit/references.h"

#include <QPointer>

#include <functional>
#include <memory>

namespace howdah::ui {

// Asks the server on behalf of an editor, over a session of its own that only reads, within a budget of time. One
// question at a time: a new one takes the place of the one under way, whose statement is cancelled and whose answer
// nobody hears. UI thread, never blocks it.
class Lookup final : public QObject
{
    Q_OBJECT
public:
    static constexpr int budgetMs = 5000;

    Lookup(ConnectionController *connection, QString purpose, QObject *parent);
    ~Lookup() override;

    using Choices = std::vector<data::ReferenceChoice>;
    void search(
        const data::Reference &reference, const QString &text, int limit,
        std::function<void(const Result<Choices> &)> handler);
    void choice(
        const data::Reference &reference, const std::vector<QByteArray> &key,
        std::function<void(const Result<Choices> &)> handler);
    // The error that the type's input function has for the text; none when it takes it.
    void
    checkType(const QString &type, const QByteArray &text, std::function<void(const std::optional<Error> &)> handler);
    void cancel();
    [[nodiscard]] bool isAsking() const { return m_asking; }

private:
    using RowsHandler = std::function<void(const Result<connection::RowBatch> &)>;
    using Question = std::function<connection::Statement(const data::Reference &)>;
    void ask(connection::SessionRole role, const connection::Statement &statement, RowsHandler handler);
    // Where the label of a model cannot be read, once more without it.
    void askForChoices(
        const data::Reference &reference, const Question &question,
        std::function<void(const Result<Choices> &)> handler);

    QPointer<ConnectionController> m_connection;
    QString m_purpose;
    std::shared_ptr<connection::Session> m_session;
    connection::SessionRole m_role = connection::SessionRole::Rows; // of that session
    Latest m_questions;
    bool m_asking = false;
};

} // namespace howdah::ui
