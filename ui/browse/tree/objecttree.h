// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "browse/tree/objecttreemodel.h"

#include <QJsonObject>
#include <QWidget>

#include <functional>
#include <optional>

class QAction;
class QLineEdit;
class QTreeView;

namespace howdah::ui {

class StateStack;

// The list at the left of the browse page: a field that filters as one types, and the tree of objects. UI thread.
class ObjectTree final : public QWidget
{
    Q_OBJECT
public:
    explicit ObjectTree(QWidget *parent = nullptr);

    // Each with what is known so far: a tree that is there stays while a newer one is read, and when that fails.
    void setLoading(std::function<void()> cancel = {});
    void setCatalog(const catalog::Snapshot &catalog);
    // What models say of it: their groups are the first level, unless schemasAction() is checked.
    void setEntities(std::shared_ptr<const entity::Entities> entities);
    [[nodiscard]] QAction *schemasAction() const { return m_schemas; }
    void setFailed(const Error &error, std::function<void()> retry = {});
    // Another connection: nothing is known of its objects.
    void clear();
    // Offered where a database is empty; not owned.
    void setEmptyActions(const QList<QAction *> &actions) { m_emptyActions = actions; }

    void focusSearch();
    // Shows where it is, without a signal. It may be unknown yet.
    void selectRelation(quint32 oid);

    [[nodiscard]] ObjectTreeModel *model() const { return m_model; }
    [[nodiscard]] QTreeView *view() const { return m_view; }
    [[nodiscard]] QLineEdit *searchField() const { return m_search; }
    [[nodiscard]] StateStack *states() const { return m_states; }

    // What is expanded and chosen.
    [[nodiscard]] QJsonObject saveState() const;
    void restoreState(const QJsonObject &state);

Q_SIGNALS:
    void relationSelected(quint32 oid);  // a click: open in place
    void relationActivated(quint32 oid); // Enter or a double click: open and go there
    // A relation's, or with oid 0 a schema's, context menu.
    void menuWanted(quint32 oid, const QString &schema, const QPoint &place);
    void functionMenuWanted(quint32 oid, const QPoint &place);
    void objectActivated(quint32 oid, howdah::ui::ObjectKind kind); // a sequence, function or type: show its definition

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void afterReset();
    void showState();
    void expandAtFirst();
    [[nodiscard]] bool hasExpandedRoot(bool isSchema) const;
    void remember(const QModelIndex &index);
    void choose(const QModelIndex &index);
    void activate(const QModelIndex &index);
    void enterTree();
    void wantMenu(const QPoint &at);

    ObjectTreeModel *m_model;
    QTreeView *m_view;
    QLineEdit *m_search;
    StateStack *m_states;
    QAction *m_clearFilter;
    QAction *m_schemas;
    QList<QAction *> m_emptyActions;
    QSet<ObjectKey> m_expanded; // without a filter
    std::optional<ObjectKey> m_chosen;
    quint32 m_awaited = 0; // to be shown once it is known
    bool m_expansionKnown = false;
    bool m_restoring = false;
};

} // namespace howdah::ui
