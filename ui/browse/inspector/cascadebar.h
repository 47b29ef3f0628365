// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "data/edit/referencecascade.h"

#include <QTimer>
#include <QWidget>

namespace howdah::connection {
class Session;
}

namespace howdah::ui {

class Banner;
class ConnectionController;
class EditSession;

// Says what a save of the staged deletes would do to other rows, counted on the server, before anybody saves: rows that
// go along, columns that become NULL, references that prevent it. Hidden while nothing is to be deleted. UI thread.
class CascadeBar final : public QWidget
{
    Q_OBJECT
public:
    CascadeBar(ConnectionController *connection, EditSession *edits, QWidget *parent = nullptr);
    ~CascadeBar() override;

    void cancel();
    [[nodiscard]] QString text() const; // "" while it is hidden
    [[nodiscard]] bool isCounting() const { return m_session != nullptr; }
    [[nodiscard]] const std::vector<data::CascadeEffect> &effects() const { return m_effects; }

    // Counted exactly so long; then the planner is asked.
    static constexpr int BudgetMs = 4000;

Q_SIGNALS:
    void counted();

private:
    struct Question
    {
        data::CascadePlan plan;
        std::vector<int> columns;
        std::vector<std::vector<QByteArray>> rows;
        bool operator==(const Question &) const = default;
    };

    void editsChanged();
    void ask();
    void estimate();
    void answered(const Result<connection::RowBatch> &answer, bool exact);
    [[nodiscard]] std::optional<Question> question(QString &refusal) const;
    void say(const QString &text, bool prevents);
    void stop();

    ConnectionController *m_connection;
    EditSession *m_edits;
    Banner *m_banner;
    QTimer m_rest;
    std::shared_ptr<connection::Session> m_session;
    std::optional<Question> m_question;
    std::vector<data::CascadeEffect> m_effects;
    quint64 m_ticket = 0;
};

// "12 rows of orders go along", in words for people.
[[nodiscard]] QString cascadeText(const std::vector<data::CascadeEffect> &effects, quint32 relation, qsizetype deleted);

} // namespace howdah::ui
