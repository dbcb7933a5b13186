; Set-up program for Windows, made from the frozen folder:
;   makensis -INPUTCHARSET UTF8 -DVERSION=1.0 -DPAYLOAD=dist\patrol-app -DTARGET=setup.exe -DLICENCE=LICENSE patrol.nsi
; dev.py build --setup calls it so. It asks for an administrator once; the program itself never does.
Unicode true
SetCompressor /SOLID lzma
ManifestDPIAware true
RequestExecutionLevel admin

!include MUI2.nsh
!include x64.nsh
!include LogicLib.nsh
!include WinVer.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Patrol"

Name "林巡"
OutFile "${TARGET}"
InstallDir "$PROGRAMFILES64\Patrol"
BrandingText "林巡 ${VERSION}"
!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif

!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\Patrol.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; the first language is what a system in a third language gets
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

LangString TooOld ${LANG_SIMPCHINESE} "需要 64 位 Windows 10（1809）或更新的系统。"
LangString TooOld ${LANG_ENGLISH} "64-bit Windows 10 (1809) or newer is needed."
LangString Running ${LANG_SIMPCHINESE} "林巡正在运行。请先关闭，然后重试。"
LangString Running ${LANG_ENGLISH} "Patrol is running. Close it, then retry."
LangString NoRights ${LANG_SIMPCHINESE} "数据文件夹的权限没有设好：本机其他帐户可能打不开数据。"
LangString NoRights ${LANG_ENGLISH} "The data folder's rights could not be set: other accounts may not open the data."
LangString DataStays ${LANG_SIMPCHINESE} "程序已删除。数据保留在 $APPDATA\Patrol，不会被删除。"
LangString DataStays ${LANG_ENGLISH} "The program is gone. The data stays in $APPDATA\Patrol."

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "ProductName" "林巡"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "FileDescription" "林巡 安装程序"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "LegalCopyright" "Apache-2.0"

; A running program holds its file: asked before anything is replaced, silently given up with /S.
!macro AskToClose
  retry:
  ${If} ${FileExists} "$INSTDIR\Patrol.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\Patrol.exe" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY retry
      SetErrorLevel 2
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastBuild} 17763
    MessageBox MB_OK|MB_ICONSTOP "$(TooOld)" /SD IDOK
    SetErrorLevel 3
    Abort
  ${EndIf}
  SetRegView 64
  ReadRegStr $0 HKLM "${KEY}" "InstallLocation"
  ${If} $0 != ""
    StrCpy $INSTDIR $0
  ${EndIf}
FunctionEnd

Section
  ; "all": $APPDATA is %PROGRAMDATA%, start menu and desktop are those of every account
  SetShellVarContext all
  !insertmacro AskToClose
  ; a library of an earlier version must not be loaded by this one
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"

  ; One store for all Windows accounts of the machine: system and administrators may do all, users
  ; change, nothing inherited. Names of groups differ by language, their numbers do not.
  CreateDirectory "$APPDATA\Patrol"
  nsExec::ExecToLog '"$SYSDIR\icacls.exe" "$APPDATA\Patrol" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)M /Q'
  Pop $0
  ${If} $0 != 0
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(NoRights)" /SD IDOK
  ${EndIf}

  CreateShortcut "$SMPROGRAMS\林巡.lnk" "$INSTDIR\Patrol.exe"
  CreateShortcut "$DESKTOP\林巡.lnk" "$INSTDIR\Patrol.exe"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKLM "${KEY}" "DisplayName" "林巡"
  WriteRegStr HKLM "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${KEY}" "DisplayIcon" "$INSTDIR\Patrol.exe"
  WriteRegStr HKLM "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  SetRegView 64
  SetShellVarContext all
  !insertmacro AskToClose
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\Patrol.exe"
  Delete "$INSTDIR\patrol-app.exe"
  Delete "$INSTDIR\uninstall.exe"
  ; only when empty: whatever else lies there is not ours
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\林巡.lnk"
  Delete "$DESKTOP\林巡.lnk"
  DeleteRegKey HKLM "${KEY}"
  MessageBox MB_OK|MB_ICONINFORMATION "$(DataStays)" /SD IDOK
SectionEnd
