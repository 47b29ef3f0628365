// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "entity/entities.h"
#include "transfer/transferrun.h"
#include "transfer/transfersubject.h"

#include <span>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace howdah::ui {

class ConnectionController;
class TransferPanel;
class TypedNames;

// Those that can be chosen, in their order; what each is called, and what becomes of values in it.
[[nodiscard]] std::span<const data::BulkFormat> offeredFormats();
[[nodiscard]] QString formatName(data::BulkFormat format);
[[nodiscard]] QString formatNote(data::BulkFormat format);

// Asks which rows go to which file, and writes it: the file gets its name when it is whole. By choice it has labels
// beside references; columns that a model calls sensitive it has only where somebody asks for them, which is noted.
class RowsExportDialog final : public DialogFrame
{
    Q_OBJECT
public:
    RowsExportDialog(
        ConnectionController *connection, TaskList *tasks, TransferSubject subject, QWidget *parent = nullptr);

    enum class Rows { All, Filtered, Selected };
    void setRows(Rows rows);
    [[nodiscard]] Rows rows() const;
    void setFormat(data::BulkFormat format);
    [[nodiscard]] data::BulkFormat format() const;
    void setFile(const QString &path);
    [[nodiscard]] QString file() const;
    [[nodiscard]] TransferRun *run() const { return m_run; }
    [[nodiscard]] TransferPanel *panel() const { return m_panel; }
    void start();

    void reject() override;

private:
    void buildRows();
    void buildFormat();
    void buildFile();
    void buildButtons();
    void chooseFile();
    void formatChosen();
    void buildMeaning();
    void showMeaning();
    void update();
    void ended(const Result<TransferOutcome> &outcome);
    [[nodiscard]] QStringList sensitiveColumns() const; // of those that are to be exported
    [[nodiscard]] TransferRun::Work work(connection::Session *labels) const;

    ConnectionController *m_connection;
    std::shared_ptr<const entity::Entities> m_entities;
    QString m_readWith; // the tenant that the rows are of; "" without one
    TransferSubject m_subject;
    TransferRun *m_run;
    TransferPanel *m_panel;
    QRadioButton *m_all;
    QRadioButton *m_filtered;
    QRadioButton *m_selected;
    QCheckBox *m_shownColumns;
    QComboBox *m_format;
    QCheckBox *m_header;
    QCheckBox *m_guard;
    QCheckBox *m_labels; // of what references refer to
    QCheckBox *m_reveal;
    QLabel *m_sensitive;
    TypedNames *m_typed; // before sensitive values leave production
    QLabel *m_note;
    QLineEdit *m_file;
    QPushButton *m_choose;
    QLabel *m_fileNote;
    QPushButton *m_close = nullptr;
    QPushButton *m_accept = nullptr;
};

} // namespace howdah::ui
