// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "entity/actionform.h"
#include "operations/entities/actionpreview.h"

namespace howdah::ui {

class SqlView;
class StateStack;
class TypedNames;

// An action before it is carried out: what it means, for which row, its parameters, what it would change, row by row
// and as SQL. Knows no server: who shows it asks, and tells it what was answered. UI thread.
class ActionDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // `place`: the connection, as a badge.
    ActionDialog(
        std::shared_ptr<const entity::Entities> entities, const entity::BoundEntity &entity,
        const entity::ActionDefinition &action, const QString &place, bool isGuarded, QWidget *parent);

    void setReading();
    void setUnreadable(const Error &error, std::function<void()> retry);
    void setPlan(const operations::ActionPlan &plan, const ActionForm::Choices &choices);
    void setPreview(const Result<operations::ActionPreview> &preview);
    // Why nothing can be changed here now; "" when it can.
    void setReadOnly(const QString &why);
    void setRunning(bool isRunning);
    // Why it was not done; where the row is another one by now it can be read again.
    void showError(const Error &error, bool canReadAgain);

    [[nodiscard]] QHash<QString, QString> typed() const { return m_form->typed(); }
    [[nodiscard]] QStringList typedNames() const;
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] QString sql() const;

    void reject() override; // while it runs: asks for its end

Q_SIGNALS:
    void previewWanted();
    void runWanted();
    void readAgainWanted();
    void cancelWanted();

private:
    [[nodiscard]] QWidget *makeBody();
    void showRefusals(const operations::ActionPlan &plan);
    void showPassword(const operations::ActionPlan &plan);
    void showNames(const operations::ActionPlan &plan);
    void showSql();
    void formChanged();
    void updateAccept();
    [[nodiscard]] QString whyNot() const;

    const std::shared_ptr<const entity::Entities> m_entities; // keeps the action
    const entity::ActionDefinition &m_action;
    const bool m_isGuarded;
    std::optional<operations::ActionPlan> m_plan;
    QString m_readOnly;
    bool m_isRunning = false;
    QLabel *m_subject = nullptr;
    Banner *m_refusal = nullptr;
    Banner *m_lock = nullptr;
    ActionForm *m_form = nullptr;
    QLabel *m_effects = nullptr;
    QLabel *m_password = nullptr;
    SqlView *m_sql = nullptr;
    QVBoxLayout *m_namesPlace = nullptr;
    TypedNames *m_names = nullptr;
    StateStack *m_states = nullptr;
    QPushButton *m_accept = nullptr;
    QPushButton *m_safe = nullptr;
    QPushButton *m_again = nullptr;
};

} // namespace howdah::ui
