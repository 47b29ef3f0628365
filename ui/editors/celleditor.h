// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/connectioncontroller.h"
#include "data/page/edittarget.h"

#include <QPointer>
#include <QWidget>

#include <map>

namespace howdah::ui {

// What is edited: one cell. Only `column` and `value` must be given; what is left out takes away what needs it (no
// connection: no look-up of referenced rows, no check by the server).
struct EditSubject
{
    data::EditColumn column;
    data::CellValue value;          // staged, or else what was read
    std::optional<QByteArray> read; // what the server has; nullopt is NULL
    bool readOnly = false;
    QPointer<ConnectionController> connection;
    quint32 relation = 0; // that the column belongs to: its foreign keys and labels are looked up in the catalog
    int position = -1;    // of the column in the RelationShape
    std::map<int, data::CellValue> row; // the other cells of the row, at least those of its foreign keys
};

// Edits the text of one value. A value that was not touched comes back as it was, byte for byte. Keys: Ctrl+Alt+N sets
// NULL, Ctrl+Alt+E the empty text, Ctrl+Alt+D DEFAULT; Esc cancels; Enter and Tab commit (where lines and tabs are
// typed, Ctrl+Tab does). UI thread.
class CellEditor : public QWidget
{
    Q_OBJECT
public:
    // Where to go after a commit.
    enum class Then { Stay, Down, Next, Previous };

    explicit CellEditor(QWidget *parent = nullptr);

    void setSubject(const EditSubject &subject);
    [[nodiscard]] const EditSubject &subject() const { return m_subject; }
    [[nodiscard]] data::CellValue value() const { return m_edited ? current() : m_subject.value; }
    // The same, but of a long text only so much that it is at least so many bytes: all of it costs much to put
    // together, and this is asked with each key.
    [[nodiscard]] data::CellValue glance(qint64 most) const { return m_edited ? beginning(most) : m_subject.value; }
    // As if it had been typed.
    void setValue(const data::CellValue &value);
    // Whether anything was done to it; the value may be the same again.
    [[nodiscard]] bool isEdited() const { return m_edited; }
    // Why the value cannot be right, in a sentence; "" when it can. The server has the last word.
    [[nodiscard]] virtual QString problem() const { return {}; }
    // Cells of other columns that come along with the choice, by position: the rest of a foreign key.
    [[nodiscard]] virtual std::map<int, data::CellValue> companions() const { return {}; }
    // To begin with this text in place of the value: the first key that was pressed on the cell.
    virtual void beginWith(const QString &text);

Q_SIGNALS:
    void edited();
    void commitWanted(howdah::ui::CellEditor::Then then);
    void cancelWanted();
    // A sentence for beside the editor, "" when there is none.
    void problemChanged(const QString &problem);

protected:
    virtual void load(const data::CellValue &value) = 0;
    [[nodiscard]] virtual data::CellValue current() const = 0;
    [[nodiscard]] virtual data::CellValue beginning(qint64) const { return current(); }
    virtual void applyReadOnly(bool) {}

    // Says that the user changed something.
    void touched();
    [[nodiscard]] bool isLoading() const { return m_loading; }
    // Whether Enter and Tab are part of the text.
    enum class Lines { One, Many };
    // The widget takes the keys that all editors share, and its focus counts as ours.
    void watch(QWidget *widget, Lines lines = Lines::One);
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] bool setByKey(int key);
    [[nodiscard]] bool handleKey(int key, Qt::KeyboardModifiers modifiers, Lines lines);
    void focusMayHaveLeft();

    EditSubject m_subject;
    std::map<const QObject *, Lines> m_watched;
    bool m_edited = false;
    bool m_loading = false;
};

// The word that stands for a value that is no text, or for the empty one; "" for other texts. And its colour.
[[nodiscard]] QString stateWord(const data::CellValue &value);
[[nodiscard]] QColor stateColor(const data::CellValue &value, const QPalette &palette);

// One line high, for a cell of the grid. The panel edits everything; see fitsInPlace().
[[nodiscard]] CellEditor *makeInPlaceEditor(const EditSubject &subject, QWidget *parent);
// Of any height, with the three states as buttons and the server's opinion beneath.
[[nodiscard]] CellEditor *makePanelEditor(const EditSubject &subject, QWidget *parent);
// Whether one line serves: false for values of many lines, long ones, and bytes. Better edited in the panel.
[[nodiscard]] bool fitsInPlace(const EditSubject &subject);

} // namespace howdah::ui
