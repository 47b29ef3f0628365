// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "entity/draft/draft.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QTreeView;

namespace howdah::ui {

class DraftTree;
class StateStack;

// What a database could be said to hold, to be put right before it is saved: groups, entities, labels and relations,
// and the file that comes of it beside. Knows no server and no disk: who shows it makes drafts, and saves. UI thread.
class DescribeDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // `schemas`: those that have tables; `name`: of the file, without its ending.
    DescribeDialog(const QStringList &schemas, const QString &schema, const QString &name, QWidget *parent);

    void setReading();
    void setDraft(const entity::ModelDraft &draft);
    void setSaving(bool isSaving);
    void showError(const QString &problem) { showProblem(problem); }

    [[nodiscard]] QString schema() const;
    [[nodiscard]] QString name() const;
    [[nodiscard]] QByteArray yaml() const { return m_yaml; }

Q_SIGNALS:
    void draftWanted(); // of schema()
    void saveWanted();

private:
    [[nodiscard]] QWidget *makeBody();
    [[nodiscard]] QLayout *makeFields(const QStringList &schemas, const QString &schema, const QString &name);
    void write();
    void updateAccept();

    DraftTree *m_model;
    QTreeView *m_tree = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QComboBox *m_schemas = nullptr;
    QLineEdit *m_name = nullptr;
    StateStack *m_states = nullptr;
    QPushButton *m_accept = nullptr;
    QByteArray m_yaml;
    QString m_problem; // why it cannot be saved so
    bool m_isSaving = false;
};

} // namespace howdah::ui
