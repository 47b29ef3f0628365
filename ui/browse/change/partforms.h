// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/change/structureform.h"

class QCheckBox;
class QListWidget;

namespace howdah::ui {

class CommentEdit;

// Creates an index on a table. UI thread.
class IndexForm final : public StructureForm
{
    Q_OBJECT
public:
    IndexForm(const catalog::Snapshot &began, quint32 table, QWidget *parent = nullptr);
    [[nodiscard]] catalog::StructureChange change() const override;

private:
    void proposeName();

    quint32 m_oid;
    QLineEdit *m_name = nullptr;
    QComboBox *m_method = nullptr;
    QListWidget *m_columns = nullptr;
    QLineEdit *m_expression = nullptr;
    QListWidget *m_included = nullptr;
    QLineEdit *m_where = nullptr;
    QCheckBox *m_unique = nullptr;
    QCheckBox *m_descending = nullptr;
    QCheckBox *m_concurrently = nullptr;
    QString m_proposed; // as long as nobody has typed another name
};

// Adds a constraint to a table: a key, a foreign key with the table and columns that it references, or a check. UI
// thread.
class ConstraintForm final : public StructureForm
{
    Q_OBJECT
public:
    ConstraintForm(
        const catalog::Snapshot &began, quint32 table, catalog::ConstraintKind kind, QWidget *parent = nullptr);
    [[nodiscard]] catalog::StructureChange change() const override;

protected:
    [[nodiscard]] QString obstacle() const override;

private:
    void makeReference(QFormLayout *form);
    void fillReferenced();
    // The table whose whole name stands in the field; 0: none.
    [[nodiscard]] quint32 referenced() const;
    void showKind();
    void proposeName();
    [[nodiscard]] catalog::ConstraintKind kind() const;

    quint32 m_oid;
    QComboBox *m_kind = nullptr;
    QLineEdit *m_name = nullptr;
    QListWidget *m_columns = nullptr;
    QLineEdit *m_check = nullptr;
    QComboBox *m_table = nullptr;
    quint32 m_filled = 0; // the table whose columns are listed
    QListWidget *m_referenced = nullptr;
    QComboBox *m_onDelete = nullptr;
    QComboBox *m_onUpdate = nullptr;
    QCheckBox *m_notValid = nullptr;
    QFormLayout *m_form = nullptr;
    QString m_proposed;
};

// Gives something another name, or a comment. UI thread.
class TextForm final : public StructureForm
{
    Q_OBJECT
public:
    enum class Kind { Name, Comment };
    TextForm(
        const catalog::Snapshot &began, const catalog::ObjectRef &object, Kind kind, const QString &text,
        QWidget *parent = nullptr);
    [[nodiscard]] catalog::StructureChange change() const override;

private:
    catalog::ObjectRef m_object;
    Kind m_kind;
    QLineEdit *m_name = nullptr;
    CommentEdit *m_comment = nullptr;
};

// Drops something or truncates a table, or does whatever else needs nothing but a look: what depends on it is shown
// before CASCADE can be chosen. UI thread.
class DropForm final : public StructureForm
{
    Q_OBJECT
public:
    DropForm(
        const catalog::Snapshot &began, const QString &title, const catalog::StructureChange &change,
        QWidget *parent = nullptr);
    [[nodiscard]] catalog::StructureChange change() const override;

    // Of what findDependents() told. `views`: what goes along and can be created again.
    void setDependents(const QString &rows, const QStringList &names, qint64 further, const QList<quint32> &views);

protected:
    [[nodiscard]] QString obstacle() const override;

private:
    void makeChoices();

    catalog::StructureChange m_change;
    bool m_known = false;
    bool m_needsCascade = false;
    QLabel *m_rows = nullptr;
    QListWidget *m_dependents = nullptr;
    QCheckBox *m_cascade = nullptr;
    QCheckBox *m_option = nullptr; // CONCURRENTLY, or RESTART IDENTITY
};

} // namespace howdah::ui
