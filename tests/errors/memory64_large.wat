(module binary "\00asm" "\01\00\00\00"
  "\05\09\01"                       ;; the memory section, one memory
  "\04\81\80\80\80\80\80\40")       ;; of 2^48 + 1 pages
