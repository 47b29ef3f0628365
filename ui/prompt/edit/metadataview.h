// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/code/qsci.h"

#include <QTimer>
#include <QWidget>

class QJsonValue;
class QLabel;
class QTreeWidget;
class QTreeWidgetItem;

namespace howdah::ui {

// The metadata of a prompt: its text, kept as it was written, and beside it the tree that it means. What is wrong with
// the text is said at once, with its line.
class MetadataView final : public QWidget
{
    Q_OBJECT
public:
    explicit MetadataView(QWidget *parent = nullptr);

    void setMetadata(const QString &json);
    [[nodiscard]] QString metadata() const { return m_text->text(); }
    void setReadOnly(bool readOnly) { m_text->setReadOnly(readOnly); }
    // "" when the text is a JSON object.
    [[nodiscard]] QString problem() const { return m_problem; }
    [[nodiscard]] QTreeWidget *tree() const { return m_tree; }

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyTheme();
    void understand();
    void addValue(QTreeWidgetItem *parent, const QString &key, const QJsonValue &value);

    QsciScintilla *m_text;
    QTreeWidget *m_tree;
    QLabel *m_reported;
    QTimer m_timer;
    QTimer m_editedTimer;
    QString m_problem;
    bool m_setting = false;
    bool m_applying = false;
};

} // namespace howdah::ui
